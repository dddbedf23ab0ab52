import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readServices } from '../../../../services.cjs';
import { copyCheckout } from '../checkout-copy';
import { missingPlaces } from '../new-service/places';
import { filesOf, root } from '../repository';

const MINUTE = 60_000;
/** Checks of the repository that compare files with the list of services or with each other. */
const CHECKS = ['service-list', 'documents', 'dockerfiles', 'production', 'workflows'];

const copy = mkdtempSync(path.join(os.tmpdir(), 'new-service-'));
beforeAll(() => copyCheckout(copy), 2 * MINUTE);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a program of Node in the copy. */
async function node(...args: string[]): Promise<Ended> {
  const options = { cwd: copy, maxBuffer: 1e8 };
  return promisify(execFile)(process.execPath, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      ...{ code, out: stdout, err: stderr },
    }),
  );
}
const newService = (...args: string[]) => node('infra/checks/build/new-service/index.js', ...args);
const bin = (name: string): string => path.join(root, 'node_modules', name);

/** Each file of the copy with the time of its last write. */
const writes = (): string[] =>
  filesOf(copy)
    .filter((file) => !file.startsWith('node_modules'))
    .map((file) => `${file} ${statSync(path.join(copy, file)).mtimeMs}`);

describe('npm run new:service', () => {
  it.each([
    [[], 'new:service takes one name, such as reviews'],
    [['reviews', 'ratings'], 'new:service takes one name, such as reviews'],
    [['Reviews'], '"Reviews" cannot name a service: 3 to 30 lower-case letters'],
    [['my reviews'], '"my reviews" cannot name a service: 3 to 30 lower-case letters'],
    [['../reviews'], '"../reviews" cannot name a service: 3 to 30 lower-case letters'],
    [['reviews', '--singular', 'a-review'], '"a-review" cannot name a service'],
    [['classes', '--singular', 'class'], '"class" cannot name a service: it is a word of JavaScript'],
    [['orders'], '"orders" is taken: /api/orders belongs to orders'],
    [['infra'], '"infra" is taken: infra exists'],
    [['users'], '"users" is taken: /api/users belongs to auth'],
    [['brokers', '--singular', 'nats'], '"brokers" is taken: infra/k8s/nats exists'],
    [['errors'], '"errors" is taken: infra/postman/requests/errors.mjs exists'],
    [['headers'], '"headers" is reserved: infra/postman/collection.mjs declares it'],
    [['reviews', '--plural'], "Unknown option '--plural'"],
  ])('refuses %j in one line with exit code 2 and writes nothing', async (args, words) => {
    const before = writes();
    const { code, out, err } = await newService(...args);
    expect(err).toContain(words);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(writes()).toEqual(before);
  });

  it(
    'adds a service that compiles, passes its tests with a real database and broker, and every check',
    async () => {
      const made = await newService('reviews');
      expect(made).toMatchObject({ code: 0, err: '' });
      expect(readServices(copy).at(-1)).toMatchObject({
        folder: 'reviews',
        app: 'review',
        routes: '/api/reviews',
      });
      const read = (file: string): string => readFileSync(path.join(copy, file), 'utf8');
      expect(missingPlaces(readServices(copy), read)).toEqual([]);
      const left = filesOf(copy).filter(
        (file) => /example/i.test(file) && !file.includes('service-template'),
      );
      expect(left.filter((file) => file.startsWith('reviews/'))).toEqual(['reviews/.env.example']);

      const tests = CHECKS.map((name) => `infra/checks/src/test/${name}.test.ts`);
      const jest = await node(bin('jest/bin/jest.js'), '--runInBand', 'reviews/src', ...tests);
      expect({ code: jest.code, err: jest.code === 0 ? '' : jest.err }).toEqual({ code: 0, err: '' });
      expect(jest.err).toMatch(/PASS reviews .*service\.test\.ts/);

      const linted = ['reviews', 'infra/postman', 'infra/events/src/operate'];
      expect(await node(bin('eslint/bin/eslint.js'), '--max-warnings', '0', ...linted)).toMatchObject({
        code: 0,
      });
      const formatted = [
        ...linted,
        'docs',
        'infra/k8s',
        '.github',
        'README.md',
        'skaffold.yaml',
        'package.json',
      ];
      expect(await node(bin('prettier/bin/prettier.cjs'), '--check', ...formatted)).toMatchObject({
        code: 0,
      });
      const cruise = [
        bin('dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
      ];
      expect(await node(...cruise, 'reviews')).toMatchObject({ code: 0 });
    },
    12 * MINUTE,
  );
});
