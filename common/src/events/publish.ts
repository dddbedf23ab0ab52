import type { EventBus } from '../messaging/event-bus';
import type { Logger } from '../runtime/logger';
import { contextOfEvent, runInContext } from '../telemetry/context';
import { factsOf, parseJson } from '../telemetry/event-facts';
import { roundMs } from '../telemetry/round';

/** An event as it is sent: its data as JSON text. */
interface SentEvent {
  subject: string;
  data: string;
}

/**
 * Publishes an event, and logs it in the context in which it was announced, once the broker has confirmed it.
 * @throws BusUnavailableError when the broker does not confirm it in time
 */
export async function publishEvent(
  bus: Pick<EventBus, 'publish'>,
  { subject, data }: SentEvent,
  logger: Logger,
): Promise<void> {
  const startedAt = performance.now();
  await bus.publish(subject, data);
  if (!logger.isLevelEnabled('info')) return;
  const ms = roundMs(performance.now() - startedAt);
  const event = parseJson(data) as { meta?: unknown } | null | undefined;
  runInContext(event?.meta ? contextOfEvent(event.meta) : undefined, () =>
    logger.info({ ...factsOf(subject, event), ms }, 'event published'),
  );
}
