import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readServices } from '../../../../../services.cjs';
import { copyCheckout, runNewService, runNode } from '../../checkout-copy';
import { missingPlaces } from '../../new-service/places';
import { filesOf, root } from '../../repository';

const MINUTE = 60_000;
/** Checks of the repository that compare files with the list of services or with each other. */
const CHECKS = ['service-list', 'documents', 'dockerfiles', 'production', 'workflows'];

const copy = mkdtempSync(path.join(os.tmpdir(), 'new-service-'));
beforeAll(() => copyCheckout(copy), 2 * MINUTE);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const node = (...args: string[]) => runNode(copy, ...args);
const bin = (name: string): string => path.join(root, 'node_modules', name);

describe('npm run new:service', () => {
  it(
    'adds a service that compiles, passes its tests with a real database and broker, and every check',
    async () => {
      const made = await runNewService(copy, 'reviews');
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
