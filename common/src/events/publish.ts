import type { EventBus } from '../messaging/event-bus';
import type { Logger } from '../telemetry/logger';
import type { OutboxEntry } from '../outbox/aggregate';
import { publishDuration } from '../telemetry/metrics';
import { contextOfEvent, runInContext } from '../telemetry/context';
import { factsOf, messagingAttributes, parseJson, type EventFacts } from '../telemetry/event-facts';
import { roundMs } from '../telemetry/round-ms';
import { inSpan } from '../telemetry/tracer';

/** An event as it is sent: its data as JSON text. */
type SentEvent = Pick<OutboxEntry, 'subject' | 'data' | 'parentSpan'>;

/**
 * Publishes an event, in the context in which it was announced, and logs it once the broker has confirmed it.
 * @throws BusUnavailableError when the broker does not confirm it in time
 */
export async function publishEvent(
  bus: Pick<EventBus, 'publish'>,
  { subject, data, parentSpan }: SentEvent,
  logger: Logger,
): Promise<void> {
  const startedAt = performance.now();
  const event = parseJson(data) as { meta?: unknown } | null | undefined;
  const facts = factsOf(subject, event);
  const context = event?.meta ? contextOfEvent(event.meta) : undefined;
  const parent = context && parentSpan ? { ...context, spanId: parentSpan } : context;
  const spanId = parentSpan && context?.spanId;
  await inSpan({ ...spanOf(facts), spanId }, () => bus.publish(subject, data), parent);
  const ms = performance.now() - startedAt;
  publishDuration.observe({ subject }, ms / 1000);
  if (!logger.isLevelEnabled('info')) return;
  runInContext(context, () => logger.info({ ...facts, ms: roundMs(ms) }, 'event published'));
}

const spanOf = ({ subject, eventId }: EventFacts) => ({
  name: `publish ${subject}`,
  kind: 'producer' as const,
  attributes: messagingAttributes('publish', 'send', subject, eventId),
});
