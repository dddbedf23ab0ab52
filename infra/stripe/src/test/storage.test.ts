import { appendFile, type FileHandle, open, readFile, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { Journal } from '../storage/journal';
import { aCard, aCharge, dataFolder, errorOf, startSandbox, until } from './harness';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let file: string;

beforeEach(async () => {
  folder = await dataFolder();
  file = path.join(folder.folder, 'journal.jsonl');
});

afterEach(async () => {
  jest.restoreAllMocks();
  await folder.remove();
});

const restarted = () => startSandbox({ dataDir: folder.folder });
const openJournal = async (onBroken: (error: Error) => void = () => undefined) => {
  const lines: unknown[] = [];
  return { journal: await Journal.open(folder.folder, (line) => lines.push(line), onBroken), lines };
};

it('knows everything again after a restart', async () => {
  const before = await restarted();
  const charge = await before.stripe.charges.create(aCharge({ metadata: { orderId: 'o1' } }), {
    idempotencyKey: 'k1',
  });
  const refund = await before.stripe.refunds.create({ charge: charge.id, amount: 500 });
  const token = await before.stripe.tokens.create(aCard({ number: '4000000000000002' }));
  const used = await before.stripe.tokens.create(aCard());
  await before.stripe.charges.create(aCharge({ source: used.id }));
  const ledger = await before.control.ledger();
  await before.stop();

  const after = await restarted();
  expect(await after.control.ledger()).toEqual(ledger);
  expect(
    (await after.stripe.charges.create(aCharge({ metadata: { orderId: 'o1' } }), { idempotencyKey: 'k1' }))
      .id,
  ).toBe(charge.id);
  expect((await after.stripe.refunds.list({ charge: charge.id })).data).toEqual([refund]);
  expect((await after.stripe.charges.retrieve(charge.id)).amount_refunded).toBe(500);
  expect((await errorOf(after.stripe.charges.create(aCharge({ source: token.id })))).code).toBe(
    'card_declined',
  );
  expect((await errorOf(after.stripe.charges.create(aCharge({ source: used.id })))).code).toBe(
    'token_already_used',
  );
  await after.stop();
});

it('answers nobody before the disk has it', async () => {
  const sandbox = await restarted();
  const disk = await holdSyncs();
  const answers: string[] = [];
  const charging = sandbox.stripe.charges.create(aCharge()).then(() => answers.push('charged'));
  await until(() => disk.waiting() > 0);
  const reading = sandbox.stripe.charges.list().then(({ data }) => answers.push(`read ${data.length}`));
  await sleep(150);
  expect([disk.waiting(), answers]).toEqual([1, []]);

  disk.release();
  await Promise.all([charging, reading]);
  expect(answers.sort()).toEqual(['charged', 'read 1']);
  await sandbox.stop();
});

it('never writes a card number or a CVC down', async () => {
  const sandbox = await restarted();
  await sandbox.stripe.tokens.create(aCard({ number: '4539578763621486', cvc: '987' }));
  await sandbox.stop();
  const written = await readFile(file, 'utf8');
  expect(written).not.toContain('4539578763621486');
  expect(written).not.toContain('"987"');
});

it('stays empty after a reset', async () => {
  const before = await restarted();
  await before.stripe.charges.create(aCharge());
  await before.control.reset();
  await before.stop();

  const after = await restarted();
  expect(await after.control.ledger()).toEqual({ charges: [], refunds: [] });
  await after.stop();
});

it.each([
  ['without its end', '{"changes":[{"type":"char'],
  ['with a newline in the middle of it', '{"changes":[{"type":"char\n'],
])('drops a last line that was left %s, and writes on after it', async (_name, torn) => {
  const { journal } = await openJournal();
  await journal.append({ number: 1 });
  await journal.close();
  const whole = (await stat(file)).size;
  await appendFile(file, torn);

  const second = await openJournal();
  expect(second.lines).toEqual([{ number: 1 }]);
  expect((await stat(file)).size).toBe(whole);
  await second.journal.append({ number: 2 });
  await second.journal.close();

  const third = await openJournal();
  expect(third.lines).toEqual([{ number: 1 }, { number: 2 }]);
  await third.journal.close();
});

it('begins afresh when not even its first line was written', async () => {
  await writeFile(file, '{"journal":"stri');
  const { journal } = await openJournal();
  await journal.append({ number: 1 });
  await journal.close();
  expect((await openAgain()).lines).toEqual([{ number: 1 }]);
});

it('refuses a file that is damaged before its last line', async () => {
  const { journal } = await openJournal();
  await journal.close();
  await appendFile(file, 'x\n{"number":2}\n');
  await expect(openJournal()).rejects.toThrow(/journal\.jsonl is damaged in line 2$/);
});

it('refuses a file of another version', async () => {
  await writeFile(file, '{"journal":"stripe-sandbox","version":2}\n');
  await expect(openJournal()).rejects.toThrow(/was written by another version/);
});

it('keeps the order of lines that are appended at once', async () => {
  const { journal } = await openJournal();
  const numbers = Array.from({ length: 200 }, (_, number) => ({ number }));
  await Promise.all(numbers.map((line) => journal.append(line)));
  await journal.close();
  expect((await openAgain()).lines).toEqual(numbers);
});

it('promises nothing more once the disk refused a write', async () => {
  const broken: Error[] = [];
  const { journal } = await openJournal((error) => broken.push(error));
  await journal.close(); // the file is closed under it: every write fails from now on

  await expect(journal.append({ number: 1 })).rejects.toThrow('the journal cannot be written');
  await expect(journal.append({ number: 2 })).rejects.toThrow('the journal cannot be written');
  await expect(journal.flushed()).rejects.toThrow('the journal cannot be written');
  expect(broken).toHaveLength(1);
});

async function openAgain() {
  const opened = await openJournal();
  await opened.journal.close();
  return opened;
}

/** Lets the disk take its time: nothing is synced until `release`. */
async function holdSyncs() {
  const probe = await open(file, 'r');
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const held: (() => void)[] = [];
  const spy = jest
    .spyOn(prototype, 'datasync')
    .mockImplementation(() => new Promise((resolve) => held.push(resolve)));
  return {
    waiting: () => held.length,
    release: () => {
      spy.mockRestore();
      for (const resolve of held) resolve();
    },
  };
}
