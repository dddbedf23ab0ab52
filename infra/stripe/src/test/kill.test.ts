import { setTimeout as sleep } from 'node:timers/promises';
import { aCharge, dataFolder } from './harness';
import { type SandboxProcess, settingsFor, startProcess } from './process';

const ROUNDS = 6;
const BUYERS = 8;

let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeEach(async () => {
  folder = await dataFolder();
});

afterEach(() => folder.remove());

/** What the buyers know: the charge that was answered for an order, or nothing yet. */
type Book = Map<string, string | undefined>;

/** Charges one order after the other until the connection breaks. */
async function buyer({ stripe }: SandboxProcess, book: Book, name: string): Promise<void> {
  for (let number = 0; ; number += 1) {
    const orderId = `${name}-${number}`;
    book.set(orderId, undefined);
    try {
      book.set(orderId, (await charge(stripe, orderId)).id);
    } catch {
      return;
    }
  }
}

const charge = (stripe: SandboxProcess['stripe'], orderId: string) =>
  stripe.charges.create(aCharge({ metadata: { orderId } }), { idempotencyKey: `charge:${orderId}` });

it('forgets no charge that was answered and makes none twice, however often it is killed', async () => {
  const book: Book = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    const sandbox = await startProcess(settingsFor(folder.folder));
    const buyers = Array.from({ length: BUYERS }, (_, index) => buyer(sandbox, book, `${round}-${index}`));
    await sleep(150 + 40 * round);
    await sandbox.end('SIGKILL');
    await Promise.all(buyers);
  }

  const sandbox = await startProcess(settingsFor(folder.folder));
  const remembered = (await sandbox.control.ledger()).charges;
  const answered = [...book.values()].filter((id) => id !== undefined);
  expect(answered.length).toBeGreaterThan(ROUNDS * BUYERS);
  const ids = new Set(remembered.map(({ id }) => id));
  expect(answered.filter((id) => !ids.has(id))).toEqual([]);

  // Each order whose answer was lost is charged once in the end, whether the first try had got through or not.
  const unanswered = [...book].filter(([, id]) => id === undefined).map(([orderId]) => orderId);
  expect(unanswered.length).toBeGreaterThan(0);
  for (const orderId of unanswered) await charge(sandbox.stripe, orderId);
  const orders = (await sandbox.control.ledger()).charges.map(({ metadata }) => metadata.orderId);
  expect(orders.sort()).toEqual([...book.keys()].sort());
  await sandbox.end('SIGTERM');
});

it('remembers a charge whose answer was lost when it is killed right afterwards', async () => {
  const first = await startProcess(settingsFor(folder.folder));
  await first.control.arm({ fault: 'timeout_after', times: 2 });
  await expect(charge(first.stripe, 'o1')).rejects.toThrow('connection to Stripe');
  await first.end('SIGKILL');

  const second = await startProcess(settingsFor(folder.folder));
  const [made] = (await second.control.ledger()).charges;
  const again = await charge(second.stripe, 'o1');
  expect(again.id).toBe(made?.id);
  expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  expect((await second.control.ledger()).charges).toHaveLength(1);
  await second.end('SIGTERM');
});
