import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { NatsStreamingBus } from '../../messaging/nats-streaming-bus';
import { CLUSTER_ID, freePort, newId, RealBroker, TEST_JWT_KEY } from '../../testing';

const ENTRY = path.resolve(__dirname, '../../../build/test/service/draining-service.js');

let broker: RealBroker;
let bus: NatsStreamingBus;
let service: ChildProcess | undefined;

beforeAll(async () => {
  broker = await RealBroker.create();
  await broker.start();
  bus = new NatsStreamingBus({ url: broker.url, clusterId: CLUSTER_ID, clientId: 'shutdown-test' });
  bus.connect();
});

afterEach(() => service?.kill('SIGKILL'));

afterAll(async () => {
  await bus.close();
  await broker.remove();
});

/** Starts a service and sends it an event; resolves once its handler works on it. */
async function startHandling(id: string, settings: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [ENTRY], {
    env: {
      PATH: process.env.PATH,
      PORT: String(await freePort()),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      JWT_KEY: TEST_JWT_KEY,
      MONGO_URI: `${process.env.TEST_MONGO_URI}/draining_${process.pid}`,
      NATS_URL: broker.url,
      NATS_CLUSTER_ID: CLUSTER_ID,
      NATS_CLIENT_ID: 'draining-1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  service = child;
  const handling = once(createInterface(child.stdout), 'line');
  await bus.publish('test:asked', JSON.stringify({ id }));
  expect(await handling).toEqual(['handling']);
  return child;
}

it('publishes the event that a draining handler announced before the process ends', async () => {
  const id = newId();
  const child = await startHandling(id);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(JSON.parse((await bus.lastMessage('test:done')) ?? '{}')).toMatchObject({ id });
}, 60_000);

it.each([
  ['ends within it', '1500', 0],
  ['takes longer', '10000', 1],
])(
  'ends the process within a short grace period when a handler %s (%s ms, exit code %i)',
  async (_, HANDLER_MS, code) => {
    const child = await startHandling(newId(), { SHUTDOWN_GRACE_MS: '4000', HANDLER_MS });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([code, null]);
  },
  60_000,
);
