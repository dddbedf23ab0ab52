import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings } from '../config';
import { aCharge, dataFolder, errorOf, until } from './harness';
import { failedStart, settingsFor, startProcess } from './process';

let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeEach(async () => {
  folder = await dataFolder();
});

afterEach(() => folder.remove());

describe('settings', () => {
  it('name every one that is missing at once', () => {
    expect(() => readSettings({})).toThrow(
      /^PORT is missing .*; DATA_DIR is missing .*; STRIPE_SECRET_KEY is missing .*; STRIPE_PUBLISHABLE_KEY is missing [^;]*$/,
    );
  });

  it.each([
    ['PORT', '99999'],
    ['PORT', 'http'],
    ['STRIPE_SECRET_KEY', 'sk_live_12345'],
    ['STRIPE_SECRET_KEY', 'pk_test_12345'],
    ['STRIPE_PUBLISHABLE_KEY', 'sk_test_12345'],
    ['CONTROL_SECRET', 'too-short'],
  ])('refuse %s=%s without repeating it', (name, value) => {
    const read = () => readSettings({ ...settingsFor('/data'), [name]: value });
    expect(read).toThrow(new RegExp(`^${name} is malformed`));
    expect(read).not.toThrow(value);
  });
});

describe('a start that cannot succeed', () => {
  const oneLine = (start: RegExp) =>
    expect.stringMatching(new RegExp(`^stripe sandbox: ${start.source}[^\n]*\n$`)) as string;

  it('ends with one line when the key is missing', async () => {
    const result = await failedStart({ ...settingsFor(folder.folder), STRIPE_SECRET_KEY: undefined });
    expect(result).toEqual({ code: 1, stdout: '', stderr: oneLine(/STRIPE_SECRET_KEY is missing/) });
  });

  it('ends with one line when the port is in use', async () => {
    const first = await startProcess(settingsFor(folder.folder));
    const second = await dataFolder();
    const result = await failedStart({ ...settingsFor(second.folder), PORT: String(first.port) });
    expect(result).toEqual({ code: 1, stdout: '', stderr: oneLine(/listen EADDRINUSE.*/) });
    await first.end('SIGTERM');
    await second.remove();
  });

  it('ends with one line when the data folder is of another version', async () => {
    await writeFile(path.join(folder.folder, 'journal.jsonl'), '{"journal":"stripe-sandbox","version":9}\n');
    const result = await failedStart(settingsFor(folder.folder));
    expect(result).toEqual({ code: 1, stdout: '', stderr: oneLine(/.*was written by another version/) });
  });

  it('ends with one line when the data folder is a file', async () => {
    const file = path.join(folder.folder, 'file');
    await writeFile(file, '');
    const result = await failedStart(settingsFor(file));
    expect(result).toEqual({ code: 1, stdout: '', stderr: oneLine(/EEXIST|ENOTDIR/) });
  });
});

const HANG_MS = 60_000;

it('stops in order on SIGTERM, even with a request that hangs', async () => {
  const sandbox = await startProcess(settingsFor(folder.folder));
  await sandbox.control.arm({ fault: 'hang', ms: HANG_MS });
  const hanging = sandbox.stripe.charges.create(aCharge());
  await until(async () => (await sandbox.control.ledger()).charges.length > 0);

  const begin = performance.now();
  expect(await sandbox.end('SIGTERM')).toBe(0);
  expect(performance.now() - begin).toBeLessThan(HANG_MS / 3);
  expect((await hanging).paid).toBe(true);
});

it('ends by itself when the disk refuses a write, and keeps all that it had promised', async () => {
  const small = await startProcess(settingsFor(folder.folder), 'ulimit -f 30');
  const promised: string[] = [];
  const error = await errorOf(
    (async () => {
      for (;;) promised.push((await small.stripe.charges.create(aCharge())).id);
    })(),
  );
  expect(['StripeAPIError', 'StripeConnectionError']).toContain(error.type);
  expect(await small.exited).toBe(1);

  const roomy = await startProcess(settingsFor(folder.folder));
  const { charges } = await roomy.control.ledger();
  expect(promised.length).toBeGreaterThan(0);
  expect(charges.map(({ id }) => id)).toEqual(promised);
  await roomy.end('SIGTERM');
});
