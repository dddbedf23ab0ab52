import { type BusLogger, reasonOf } from './bus-logger';
import type { BusMessage, MessageHandler, SubscriptionOptions } from './event-bus';

export interface Subscription extends SubscriptionOptions {
  handler: MessageHandler;
}

interface Run {
  acknowledge: () => void;
  ended: Promise<void>;
}

/** Runs the handlers of a bus; acknowledges after success only, and tracks what is running. */
export class RunningHandlers {
  private readonly runs = new Map<string, Run>();
  private stopped = false;

  constructor(private readonly logger: BusLogger) {}

  /**
   * Starts the handler and calls `acknowledge` when it has resolved. When it rejects or throws, the broker redelivers
   * the message. A redelivery while the handler still runs on the same message starts nothing; its `acknowledge`
   * replaces the earlier one, which may belong to a lost connection.
   */
  start({ queueGroup = '', handler }: Subscription, message: BusMessage, acknowledge: () => void): void {
    if (this.stopped) return;
    const { subject, sequence, time } = message;
    // With the time: a broker that restarted empty numbers other messages with the same sequences.
    const key = `${queueGroup} ${subject} ${sequence} ${time.getTime()}`;
    const running = this.runs.get(key);
    if (running) {
      running.acknowledge = acknowledge;
      this.logger.warn({ subject, sequence }, 'redelivered while its handler still runs');
      return;
    }
    const run: Run = {
      acknowledge,
      ended: outcome(message, handler).then((failure) => {
        this.runs.delete(key);
        if (failure === undefined) run.acknowledge();
        else this.logger.warn({ subject, sequence, reason: reasonOf(failure) }, 'handler failed');
      }),
    };
    this.runs.set(key, run);
  }

  /** Ignores further deliveries. */
  stop(): void {
    this.stopped = true;
  }

  /** Resolves when the current handlers have ended and the successful ones are acknowledged. */
  async idle(): Promise<void> {
    await Promise.all(Array.from(this.runs.values(), ({ ended }) => ended));
  }
}

/** @returns why the handler failed, or undefined; also when it throws synchronously */
async function outcome(message: BusMessage, handler: MessageHandler): Promise<unknown> {
  try {
    await handler(message);
    return undefined;
  } catch (error) {
    return error ?? new Error('rejected without a reason');
  }
}
