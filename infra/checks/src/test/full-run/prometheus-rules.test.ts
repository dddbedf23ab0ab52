import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { REPOSITORY } from '../../../../local/src/settings';

const RULES = path.join(REPOSITORY, 'infra/monitoring/rules');

/** It fails without promtool, which `npm run test:all` installs where it may. */
const promtool = (...args: string[]): string =>
  execFileSync('promtool', args, { cwd: RULES, encoding: 'utf8', stdio: 'pipe' });

it('promtool accepts the rules', () => {
  expect(promtool('check', 'rules', 'shop.rules.yml')).toMatch(/SUCCESS: \d+ rules found/);
});

it('each alert fires when it should and is silent otherwise', () => {
  expect(promtool('test', 'rules', 'shop.rules.test.yml')).toContain('SUCCESS');
});
