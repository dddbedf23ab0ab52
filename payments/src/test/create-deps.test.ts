import { createLogger, parseConfig, type EventBus } from '@datnxecommerce/common';
import { configSchema } from '../config';
import { createDeps } from '../create-deps';
import { goodSettings } from './settings';

const config = parseConfig(configSchema, { ...goodSettings, UNPAID_ORDER_HOURS: '2' });

describe('the dependencies of payments', () => {
  it('accept payments of an order for UNPAID_ORDER_HOURS', () => {
    const deps = createDeps(config, createLogger('test', 'silent'), {} as EventBus);
    expect(deps.expireAfterMs).toBe(7_200_000);
  });
});
