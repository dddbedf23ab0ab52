import { NatsStreamingBus } from '../../messaging/nats-streaming-bus';
import { busConformance } from '../../testing/bus-conformance';
import { CLUSTER_ID, RealBroker } from '../../testing/real-broker';

const ackWaitMs = 1_000;

busConformance('NatsStreamingBus', async () => {
  const broker = await RealBroker.create();
  await broker.start();
  let buses = 0;
  return {
    ackWaitMs,
    createBus: (settings) => {
      const clientId = `bus-${(buses += 1)}`;
      // 2,000 at once, on a disk that may be busy: more time than the default.
      const options = {
        url: broker.url,
        clusterId: CLUSTER_ID,
        clientId,
        ackWaitMs,
        publishTimeoutMs: 15_000,
      };
      return new NatsStreamingBus({ ...options, ...settings });
    },
    restartBroker: async (meanwhile) => {
      await broker.kill();
      await meanwhile?.();
      await broker.start();
    },
    loseData: () => broker.loseData(),
    stop: () => broker.remove(),
  };
});
