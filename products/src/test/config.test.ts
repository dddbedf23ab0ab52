import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';

describe('settings of products', () => {
  it('name all that is missing at once', () => {
    expect(() => parseConfig(configSchema, {})).toThrow(/MONGO_URI.*JWT_KEY.*NATS_URL.*NATS_CLIENT_ID/);
  });
});
