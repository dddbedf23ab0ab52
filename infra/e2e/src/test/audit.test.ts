import { audit, violationsOf, type Violation } from '@ecommerce/audit/audit';
import type { Observation } from '@ecommerce/audit/observations';
import { INVARIANT_NAMES, type InvariantName } from '@ecommerce/audit/invariants/index';
import { readBooks, type ReadingOptions } from '@ecommerce/audit/read-books';
import type { ShopAddresses } from '@ecommerce/audit/stack';
import { playEndings, type Endings } from '../endings';
import { eventually } from '../eventually';
import { PLANTS, type Plant } from '../plants';
import { collection, closeCollections } from '../stored';
import { readStack } from '../stack';
import { copySandbox } from '../sandbox';

let endings: Endings;

/** Audits the shop with all that its shoppers saw. */
const look = (
  shop: Partial<ShopAddresses> = {},
  more: ReadingOptions['observations'] = [],
): Promise<Violation[]> =>
  audit({ ...readStack(), ...shop }, { observations: [...endings.observations, ...more] });

/** Only these invariants need answers of the gateway, which keeps a stranger waiting for seconds. */
const ASKED_OUTSIDE: InvariantName[] = ['I9', 'I12', 'I14'];
const QUIET: Partial<ShopAddresses> = { gateway: {} };
const quietUnlessAsked = (names: readonly InvariantName[]): Partial<ShopAddresses> =>
  ASKED_OUTSIDE.some((name) => names.includes(name)) ? {} : QUIET;

const namesOf = (violations: Violation[]): InvariantName[] =>
  INVARIANT_NAMES.filter((name) => violations.some(({ invariant }) => invariant === name));

const findsNothing = (shop?: Partial<ShopAddresses>): Promise<void> =>
  eventually(async () => expect(await look(shop)).toEqual([]), 60_000);

/** For each injected violation: what the auditor reports about its invariant. */
const findingsOf = (violations: Violation[], name: InvariantName): string =>
  JSON.stringify(violations.filter(({ invariant }) => invariant === name));

/** Plants a violation, audits the shop, and restores it. */
async function findPlanted(plant: Plant): Promise<Violation[]> {
  const shop = quietUnlessAsked([plant.breaks, ...(plant.also ?? [])]);
  const undo = await plant.by(endings);
  let isUndone: boolean | undefined;
  let found: Violation[];
  try {
    found = await look(shop);
    isUndone = await plant.isUndone?.();
  } finally {
    await undo();
  }
  await findsNothing(shop);
  return isUndone ? findPlanted(plant) : found;
}

beforeAll(async () => {
  endings = await playEndings();
  await findsNothing();
}, 180_000);

afterAll(closeCollections);

describe('a violation that was planted in the running shop', () => {
  it.each(PLANTS.map((plant) => [`${plant.breaks}: ${plant.what}`, plant] as const))(
    '%s',
    async (_name, plant) => {
      const found = await findPlanted(plant);
      expect(namesOf(found)).toEqual(
        INVARIANT_NAMES.filter((name) => [plant.breaks, ...(plant.also ?? [])].includes(name)),
      );
      expect(findingsOf(found, plant.breaks)).toContain(plant.proof(endings));
    },
  );

  it('is each of the sixteen', () => {
    const elsewhere: InvariantName[] = ['I11'];
    expect([...new Set([...PLANTS.map(({ breaks }) => breaks), ...elsewhere])].sort()).toEqual(
      [...INVARIANT_NAMES].sort(),
    );
  });
});

describe('at a Stripe that did more than the shop asked for', () => {
  it.each([
    {
      what: 'I3: an order is charged a second time',
      names: ['I3', 'I4'],
      path: '/v1/charges',
      form: ({ sold }: Endings) => ({
        amount: '3402',
        currency: 'usd',
        source: 'tok_visa',
        'metadata[orderId]': sold.id,
      }),
    },
    {
      what: 'I4: a cent of a sale went back',
      names: ['I4', 'I5'],
      path: '/v1/refunds',
      form: (_: Endings, charge: string) => ({ charge, amount: '1' }),
    },
    {
      what: 'I5: a sale went back in full',
      names: ['I4', 'I5'],
      path: '/v1/refunds',
      form: (_: Endings, charge: string) => ({ charge }),
    },
  ])('$what', async ({ names, path, form }) => {
    const stripe = await copySandbox();
    try {
      expect(await look({ ...QUIET, stripe })).toEqual([]);
      const payment = await collection('payments', 'payments').findOne({ orderId: endings.sold.id });
      await stripe.post(path, form(endings, String(payment?.stripeId)));
      const found = await look({ ...QUIET, stripe });
      expect(namesOf(found)).toEqual(names);
      expect(JSON.stringify(found)).toContain(endings.sold.id);
    } finally {
      await stripe.stop();
    }
  });
});

describe('by what its shoppers saw', () => {
  const at = '2026-01-02T03:04:05Z';
  it.each<[InvariantName, string, () => Observation]>([
    [
      'I9',
      'what was promised to another session',
      () => ({ kind: 'acknowledged', path: `/api/orders/${endings.sold.id}`, cookie: '' }),
    ],
    [
      'I10',
      'a sold order that was cancelled before',
      () => ({ kind: 'status', orderId: endings.sold.id, status: 'Cancelled', at }),
    ],
    [
      'I10',
      'an order that ended otherwise',
      () => ({ kind: 'final', orderId: endings.refunded.id, status: 'Complete' }),
    ],
    ['I12', 'a cart that held nothing', () => ({ kind: 'cart', cookie: endings.buyer.cookie, items: [] })],
    [
      'I8',
      'a malformed event that became no dead letter',
      () => ({ kind: 'poison', subject: 'stock:rejected', data: '{' }),
    ],
  ])('%s is violated: %s', async (name, _what, observation) => {
    expect(namesOf(await look(quietUnlessAsked([name]), [observation()]))).toEqual([name]);
  });
});

it("I11 is violated when the broker's log lacks an event, or has one of what did not happen or was overwritten", async () => {
  const books = await readBooks({ ...readStack(), ...QUIET });
  expect(violationsOf(books)).toEqual([]);
  const events = books.log?.events ?? [];
  const isLamp = ({ fields }: { fields: { id?: string } }): boolean => fields.id === endings.lamp.id;
  const without = events.filter((event) => !isLamp(event) || event.fields.version !== 1);
  const lacking = violationsOf({ ...books, log: { events: without, ignored: 0 } });
  expect(namesOf(lacking)).toEqual(['I11']);
  expect(findingsOf(lacking, 'I11')).toContain('version 1');

  const forged = {
    subject: 'order:cancelled',
    sequence: 1_000_000,
    key: 'forged',
    fields: { id: endings.sold.id },
  };
  const inventing = violationsOf({ ...books, log: { events: [...events, forged], ignored: 0 } });
  expect(namesOf(inventing)).toEqual(['I11']);
  expect(findingsOf(inventing, 'I11')).toContain(endings.sold.id);

  const second = events.find((event) => isLamp(event) && event.fields.version === 1);
  const overwritten = { ...forged, ...second, fields: { ...second?.fields, price: 19.99 } };
  const losing = violationsOf({ ...books, log: { events: [...events, overwritten], ignored: 0 } });
  expect(namesOf(losing)).toEqual(['I11']);
  expect(findingsOf(losing, 'I11')).toContain('at version 1 in 2 different ways');
});
