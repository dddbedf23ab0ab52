import { setTimeout as sleep } from 'node:timers/promises';
import type { BusMessage, EventBus } from '../messaging/event-bus';
import { isDatabaseUnavailable } from '../runtime/database';
import type { Logger } from '../runtime/logger';
import { eventsHandled } from '../runtime/metrics';
import { setAside } from './dead-letter';
import { RejectedEventError, type Listener } from './listener';
import type { EventContract } from './define-event';

/** Pauses between tries in this process; afterwards the broker delivers the message again. */
const RETRY_PAUSES_MS = [50, 250, 1000];
const MOST_ISSUES = 10;
const MOST_CHARACTERS = 2000;
const MAX_DELIVERIES = 10;
const MAX_AGE_MS = 5 * 60_000;

/** Subscribes a listener under the service's queue group. */
export function listen(bus: EventBus, queueGroup: string, listener: Listener, logger: Logger): void {
  const { subject } = listener.contract;
  bus.subscribe({ subject, queueGroup }, createMessageHandler(listener, logger));
}

/**
 * What happens to each delivery: parse → check → handle → acknowledge (by resolving).
 * A message that breaks its contract is set aside at once and stops nothing behind it. A handler that fails is
 * tried again here, then by the broker; after 10 deliveries over at least 5 minutes, counted by each process by a
 * clock that nobody sets, the message is set aside too. Those that failed because our own database was away do not
 * count: that says nothing of the message.
 */
export function createMessageHandler(
  listener: Listener,
  logger: Logger,
): (message: BusMessage) => Promise<void> {
  const failures = new Map<string, { deliveries: number; since: number }>();

  async function giveUp(message: BusMessage, reason: string): Promise<void> {
    await setAside(message, reason);
    failures.delete(identify(message));
    eventsHandled.inc({ subject: message.subject, outcome: 'dead' });
    logger.error({ subject: message.subject, sequence: message.sequence, reason }, 'event set aside');
  }

  function leaveToBroker(message: BusMessage, error: unknown): never {
    eventsHandled.inc({ subject: message.subject, outcome: 'retried' });
    logger.warn(
      { err: error, subject: message.subject, sequence: message.sequence },
      'event failed, left to the broker',
    );
    throw error;
  }

  return async (message) => {
    try {
      await handleRaw(listener, message.data);
      failures.delete(identify(message));
      eventsHandled.inc({ subject: message.subject, outcome: 'handled' });
    } catch (error) {
      if (isDatabaseUnavailable(error)) leaveToBroker(message, error);
      if (error instanceof RejectedEventError) return giveUp(message, error.message);
      const failure = failures.get(identify(message)) ?? { deliveries: 0, since: performance.now() };
      failure.deliveries += 1;
      failures.set(identify(message), failure);
      if (failure.deliveries >= MAX_DELIVERIES && performance.now() - failure.since >= MAX_AGE_MS) {
        return giveUp(message, `failed ${failure.deliveries} times, last: ${String(error)}`);
      }
      leaveToBroker(message, error);
    }
  };
}

/**
 * Parses, checks and handles what came on a listener's subject, with a few tries in a row.
 * @throws RejectedEventError when no repetition can help, or what the handler failed with the last time
 */
export async function handleRaw(listener: Listener, raw: string): Promise<void> {
  const event = parse(listener.contract, raw);
  await withRetries(() => listener.handle(event));
}

/** A broker that lost its data numbers from 1 again; its clock goes on. */
const identify = ({ sequence, time }: BusMessage): string => `${sequence}:${time.getTime()}`;

function parse(contract: EventContract, raw: string): unknown {
  try {
    return contract.parse(JSON.parse(raw));
  } catch (error) {
    throw new RejectedEventError(`breaks the contract of ${contract.subject}: ${explain(error)}`);
  }
}

/** A long list of nothing but wrong entries has more issues than a document has room for. */
function explain(error: unknown): string {
  const issues = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  if (!issues) return String((error as Error).message).slice(0, MOST_CHARACTERS);
  const told = issues.slice(0, MOST_ISSUES).map(({ path, message }) => `${path.join('.')} ${message}`);
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ').slice(0, MOST_CHARACTERS);
}

async function withRetries(work: () => Promise<void>): Promise<void> {
  for (const pause of RETRY_PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RejectedEventError) throw error;
      await sleep(pause);
    }
  }
  return work();
}
