import { type BusLogger, reasonOf } from './bus-logger';
import type { BusMessage, MessageHandler, SubscriptionOptions } from './event-bus';

export interface Subscription extends SubscriptionOptions {
  handler: MessageHandler;
}

interface Run {
  acknowledge: () => void;
  ended: Promise<void>;
}

/** Runs the handlers of a bus: acknowledges after success only, and knows what is still running. */
export class RunningHandlers {
  private readonly runs = new Map<string, Run>();
  private stopped = false;

  constructor(private readonly logger: BusLogger) {}

  /**
   * Starts the handler; `acknowledge` is called when it has resolved. A handler that rejects or throws leaves the
   * message with the broker, which delivers it again. A delivery that comes while the handler still runs on the
   * same message (it is slow, or the connection was lost meanwhile) starts nothing; its `acknowledge` is the one
   * that then counts, since the earlier one may belong to a connection that is gone.
   */
  start({ queueGroup, handler }: Subscription, message: BusMessage, acknowledge: () => void): void {
    if (this.stopped) return;
    const { subject, sequence, time } = message;
    // The time too: a broker that has lost its data numbers other messages with the same sequences.
    const key = `${queueGroup} ${subject} ${sequence} ${time.getTime()}`;
    const running = this.runs.get(key);
    if (running) {
      running.acknowledge = acknowledge;
      this.logger.warn({ subject, sequence }, 'delivered again while its handler still runs');
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

  /** Starts no more handlers. */
  stop(): void {
    this.stopped = true;
  }

  /** Resolves when the handlers that run now have ended and what succeeded is acknowledged. */
  async idle(): Promise<void> {
    await Promise.all(Array.from(this.runs.values(), ({ ended }) => ended));
  }
}

/** @returns why the handler failed, or undefined; being async it also catches what is thrown before any await. */
async function outcome(message: BusMessage, handler: MessageHandler): Promise<unknown> {
  try {
    await handler(message);
    return undefined;
  } catch (error) {
    return error ?? new Error('rejected without a reason');
  }
}
