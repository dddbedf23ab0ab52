import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyCheckout, runNewService } from '../checkout-copy';
import { filesOf } from '../repository';

const copy = mkdtempSync(path.join(os.tmpdir(), 'new-service-'));
beforeAll(() => copyCheckout(copy), 120_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

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
    [['reviews', '--plural.x'], "Unknown option '--plural.x'"],
  ])('refuses %j in one line with exit code 2 and writes nothing', async (args, words) => {
    const before = writes();
    const { code, out, err } = await runNewService(copy, ...args);
    expect(err).toContain(words);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(writes()).toEqual(before);
  });
});
