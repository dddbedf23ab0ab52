import type { EventBus } from '../messaging/event-bus';
import { NatsStreamingBus } from '../messaging/nats-streaming-bus';
import type { BusSettings } from '../runtime/config';
import type { Logger } from '../telemetry/logger';

/** The bus of a service, on NATS Streaming. Another broker is another implementation of EventBus. */
export function createBus(config: BusSettings, logger: Logger): EventBus {
  return new NatsStreamingBus({
    url: config.NATS_URL,
    clusterId: config.NATS_CLUSTER_ID,
    clientId: config.NATS_CLIENT_ID,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    logger,
  });
}
