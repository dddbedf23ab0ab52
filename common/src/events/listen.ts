import { setTimeout as sleep } from 'node:timers/promises';
import type { BusMessage, EventBus, SubscriptionOptions } from '../messaging/event-bus';
import { isDatabaseUnavailable } from '../database/database';
import type { Logger } from '../telemetry/logger';
import { runInContext } from '../telemetry/context';
import { inSpan } from '../telemetry/tracer';
import { storeDeadLetter } from './dead-letter';
import { DeliveryLog, RETRY_PAUSES_MS, type TryReport } from './delivery-log';
import { RejectedEventError, type Listener } from './listener';
import type { EventContract } from './define-event';

const MOST_ISSUES = 10;
const MOST_CHARACTERS = 2000;
const MAX_DELIVERIES = 10;
const MAX_AGE_MS = 5 * 60_000;
/** A message that has not failed here for so long was handled by another replica. */
const FORGET_AFTER_MS = 60 * 60_000;

/** Subscribes a listener: under the service's queue group, or without a group in every process. */
export function listen(
  bus: EventBus,
  options: Omit<SubscriptionOptions, 'subject'>,
  listener: Listener,
  logger: Logger,
): void {
  const { subject } = listener.contract;
  const isReplayed = options.replayMs === undefined ? undefined : olderThanConnect(bus);
  bus.subscribe({ subject, ...options }, createMessageHandler(listener, logger, isReplayed));
}

/** Tells which messages the latest connect has brought again. */
function olderThanConnect(bus: EventBus): (message: BusMessage) => boolean {
  let connectedAt = new Date();
  bus.onConnect(() => (connectedAt = new Date()));
  return ({ time }) => time < connectedAt;
}

/**
 * Handles each delivery: parse → check → handle → acknowledge (by resolving). A message that breaks its contract is
 * dead-lettered at once and does not block others. A handler that fails is retried here, then by redelivery. After 10
 * failed deliveries over at least 5 minutes, by this process's monotonic clock, the message is dead-lettered too.
 * Failures while the service's database is unavailable do not count.
 * @param isReplayed tells which messages come again: they are not late
 */
export function createMessageHandler(
  listener: Listener,
  logger: Logger,
  isReplayed = (_message: BusMessage): boolean => false,
): (message: BusMessage) => Promise<void> {
  const failures = new FailureCounts();

  async function deadLetter(message: BusMessage, delivery: DeliveryLog, reason: string): Promise<void> {
    await storeDeadLetter(message, reason);
    failures.forget(message);
    delivery.deadLettered(reason);
  }

  async function handle(message: BusMessage, delivery: DeliveryLog): Promise<void> {
    try {
      await handleRaw(listener, message.data, delivery);
      failures.forget(message);
    } catch (error) {
      if (error instanceof RejectedEventError) return deadLetter(message, delivery, error.message);
      const { deliveries, since } = isDatabaseUnavailable(error) ? NO_FAILURE : failures.count(message);
      if (deliveries >= MAX_DELIVERIES && performance.now() - since >= MAX_AGE_MS) {
        return deadLetter(message, delivery, `failed ${deliveries} times, last: ${String(error)}`);
      }
      delivery.retried(error);
      throw error;
    }
  }

  return (message) => {
    const delivery = new DeliveryLog(message, logger, isReplayed(message));
    return runInContext(delivery.context, () => inSpan(delivery.span, () => handle(message, delivery)));
  };
}

interface Failure {
  deliveries: number;
  since: number;
  lastAt: number;
}

const NO_FAILURE = { deliveries: 0, since: 0 };

/** The failed deliveries of each message in this process, least recently failed first. */
class FailureCounts {
  private readonly failures = new Map<string, Failure>();

  count(message: BusMessage): Failure {
    const now = performance.now();
    for (const [key, { lastAt }] of this.failures) {
      if (now - lastAt < FORGET_AFTER_MS) break;
      this.failures.delete(key);
    }
    const { deliveries, since } = this.failures.get(identify(message)) ?? { deliveries: 0, since: now };
    const failure = { deliveries: deliveries + 1, since, lastAt: now };
    this.forget(message);
    this.failures.set(identify(message), failure);
    return failure;
  }

  forget(message: BusMessage): void {
    this.failures.delete(identify(message));
  }
}

const noReport: TryReport = { started: () => {}, handled: () => {}, retried: () => {} };

/**
 * Parses, checks and handles a message of a listener's subject, with a few retries.
 * @throws RejectedEventError when a retry cannot help, or the last error of the handler
 */
export async function handleRaw(listener: Listener, raw: string, report = noReport): Promise<void> {
  const event = parse(listener.contract, raw);
  for (const pause of [...RETRY_PAUSES_MS, undefined]) {
    report.started();
    try {
      await listener.handle(event);
      return report.handled();
    } catch (error) {
      if (error instanceof RejectedEventError || pause === undefined) throw error;
      report.retried(error);
      await sleep(pause);
    }
  }
}

/** A broker that restarted empty numbers from 1 again, but its clock goes on. */
const identify = ({ sequence, time }: BusMessage): string => `${sequence}:${time.getTime()}`;

function parse(contract: EventContract, raw: string): unknown {
  try {
    return contract.parse(JSON.parse(raw));
  } catch (error) {
    throw new RejectedEventError(`breaks the contract of ${contract.subject}: ${explain(error)}`);
  }
}

/** A long list of wrong entries can have more issues than fit into a document. */
function explain(error: unknown): string {
  const issues = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  if (!issues) return String((error as Error).message).slice(0, MOST_CHARACTERS);
  const shown = issues.slice(0, MOST_ISSUES).map(({ path, message }) => `${path.join('.')} ${message}`);
  const more = issues.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ').slice(0, MOST_CHARACTERS);
}
