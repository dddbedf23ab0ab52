import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';

describe('settings of notifications', () => {
  it('name everything that is missing or malformed at once', () => {
    expect(() => parseConfig(configSchema, { MONGO_URI: 'localhost' })).toThrow(
      /MONGO_URI must look like.*JWT_KEY is required.*NATS_URL is required.*NATS_CLIENT_ID is required/,
    );
  });

  it.each(['#', '/', '?', ' '])('refuse %j in a password of the mail server', (text) => {
    expect(() => parseConfig(configSchema, { SMTP_URL: `smtp://user:12${text}34@mail.test:587` })).toThrow(
      /; SMTP_URL must look like smtp:\/\/user:password@host:587, with special characters percent-encoded/,
    );
  });
});
