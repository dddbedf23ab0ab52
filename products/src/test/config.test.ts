import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../config';

describe('the settings', () => {
  it('are listed in .env.example, all of them and no others', () => {
    const lines = readFileSync(path.join(__dirname, '../../.env.example'), 'utf8').trim().split('\n');
    expect(lines.map((line) => line.split('=')[0]).sort()).toEqual(Object.keys(configSchema.shape).sort());
  });
});
