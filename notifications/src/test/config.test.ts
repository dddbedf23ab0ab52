import { readFileSync } from 'node:fs';
import path from 'node:path';
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

  it('are all in .env.example, and nothing else is', () => {
    const example = readFileSync(path.join(__dirname, '../../.env.example'), 'utf8');
    const keys = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, key]) => key);
    expect(keys.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
  });
});
