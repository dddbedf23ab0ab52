import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';

describe('settings of products', () => {
  it('are all in .env.example, and nothing else is', () => {
    const example = readFileSync(path.join(__dirname, '../../.env.example'), 'utf8');
    const keys = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, key]) => key);
    expect(keys.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
  });

  it('name all that is missing at once', () => {
    expect(() => parseConfig(configSchema, {})).toThrow(/MONGO_URI.*JWT_KEY.*NATS_URL.*NATS_CLIENT_ID/);
  });
});
