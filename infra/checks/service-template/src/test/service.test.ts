import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createBus, createLogger } from '@datnxecommerce/common';
import {
  CLUSTER_ID,
  eventually,
  freePort,
  newId,
  RealBroker,
  signedIn,
  TEST_JWT_KEY,
} from '@datnxecommerce/common/testing';
import { productEvent } from './builders';

/** Long, for a busy machine. */
const WITHIN_MS = 60_000;

describe('the service as a process, with a real database and broker', () => {
  let broker: RealBroker;
  let port: number;
  let service: ChildProcess;

  beforeAll(async () => {
    broker = await RealBroker.create();
    await broker.start();
    port = await freePort();
    service = spawn(process.execPath, ['build/index.js'], {
      cwd: path.resolve(__dirname, '../..'),
      env: {
        ...process.env,
        PORT: String(port),
        JWT_KEY: TEST_JWT_KEY,
        LOG_LEVEL: 'warn',
        MONGO_URI: `${process.env.TEST_MONGO_URI}/test_examples_${port}`,
        NATS_URL: broker.url,
        NATS_CLUSTER_ID: CLUSTER_ID,
        NATS_CLIENT_ID: 'examples-1',
      },
      stdio: 'inherit',
    });
  });
  afterAll(async () => {
    service.kill('SIGKILL');
    await broker.remove();
  });

  const get = (address: string) =>
    fetch(`http://127.0.0.1:${port}${address}`, {
      headers: { cookie: signedIn({ id: newId() }) },
    });

  it(
    'boots, consumes an event, shows its effect, and ends with exit code 0',
    async () => {
      await eventually(async () => expect((await get('/readyz')).status).toBe(200), WITHIN_MS);
      const settings = { NATS_URL: broker.url, NATS_CLUSTER_ID: CLUSTER_ID, NATS_CLIENT_ID: 'test' };
      const bus = createBus({ ...settings, REPUBLISH_PER_SECOND: 1 }, createLogger('test', 'silent'));
      bus.connect();
      await eventually(() => bus.isConnected(), WITHIN_MS);
      const { id, ...event } = productEvent();
      await bus.publish('product:created', JSON.stringify({ id, ...event }));
      await eventually(
        async () =>
          expect(await (await get('/api/examples')).json()).toEqual([{ productId: id, title: 'Lamp' }]),
        WITHIN_MS,
      );
      await bus.close();
      service.kill('SIGTERM');
      expect(await once(service, 'exit')).toEqual([0, null]);
    },
    4 * WITHIN_MS,
  );
});
