import { BusUnavailableError } from '../../messaging/event-bus';
import { MemoryBroker } from '../../testing/memory-broker';
import { MemoryBus } from '../../testing/memory-bus';
import { busConformance } from '../../testing/bus-conformance';

const ackWaitMs = 200;

busConformance('MemoryBus', async () => {
  const broker = new MemoryBroker();
  return {
    ackWaitMs,
    createBus: (settings) => new MemoryBus({ broker, ackWaitMs, ...settings }),
    restartBroker: async (away) => {
      broker.stop();
      await away?.();
      broker.start();
    },
    loseData: async () => broker.loseData(),
    stop: async () => broker.stop(),
  };
});

test('a memory bus gives up publishing when its broker stays away', async () => {
  const broker = new MemoryBroker();
  broker.stop();
  const bus = new MemoryBus({ broker, publishTimeoutMs: 50 });
  bus.connect();
  await expect(bus.publish('a', '1')).rejects.toThrow(BusUnavailableError);
  await bus.close();
});
