import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '@datnxecommerce/common';
import { configSchema } from '../config';

const example = readFileSync(path.join(__dirname, '../../.env.example'), 'utf8');
const settings = Object.fromEntries(
  example
    .split('\n')
    .filter((line) => line.includes('=') && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

describe('.env.example', () => {
  it('is accepted as it stands', () => {
    expect(parseConfig(configSchema, settings)).toMatchObject({ PORT: 3000, NATS_CLUSTER_ID: 'ticketing' });
  });

  it('names every missing setting at once', () => {
    expect(() => parseConfig(configSchema, {})).toThrow(
      'bad settings: MONGO_URI is required; JWT_KEY is required; NATS_URL is required; NATS_CLUSTER_ID is required; NATS_CLIENT_ID is required',
    );
  });
});
