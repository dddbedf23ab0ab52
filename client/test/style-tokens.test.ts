import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const STYLES = path.resolve(__dirname, '../styles');
const css = readdirSync(STYLES)
  .map((name) => readFileSync(path.join(STYLES, name), 'utf8'))
  .join('\n');

it('defines no token that no style uses', () => {
  const tokens = [...css.matchAll(/^\s*(--[\w-]+):/gm)].map(([, token]) => token);
  expect(tokens.length).toBeGreaterThan(40);
  expect(tokens.filter((token) => !css.includes(`var(${token})`))).toEqual([]);
});
