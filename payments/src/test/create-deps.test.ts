import { createLogger, parseConfig, type EventBus } from '@datnxecommerce/common';
import { configSchema } from '../config';
import { createDeps } from '../create-deps';

const config = parseConfig(configSchema, {
  MONGO_URI: 'mongodb://127.0.0.1:27017/payments',
  JWT_KEY: 'a key for tests, at least 32 bytes long',
  NATS_URL: 'nats://127.0.0.1:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'payments-1',
  STRIPE_SECRET_KEY: 'sk_test_abcdef',
  UNPAID_ORDER_HOURS: '2',
});

describe('the dependencies of payments', () => {
  it('accept payments of an order for UNPAID_ORDER_HOURS', () => {
    const deps = createDeps(config, createLogger('test', 'silent'), {} as EventBus);
    expect(deps.expireAfterMs).toBe(7_200_000);
  });
});
