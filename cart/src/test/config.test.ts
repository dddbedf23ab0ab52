import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';

describe('settings of cart', () => {
  it('name everything that is missing or malformed at once', () => {
    expect(() => parseConfig(configSchema, { MONGO_URI: 'localhost' })).toThrow(
      /MONGO_URI must look like.*JWT_KEY is required.*NATS_URL is required.*NATS_CLIENT_ID is required/,
    );
  });
});
