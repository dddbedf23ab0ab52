import type { Observation } from '@ecommerce/audit/observations';
import { INVARIANT_NAMES, type InvariantName } from '@ecommerce/audit/invariants/index';
import { playEndings, type Endings } from '../../endings';
import {
  expectFound,
  findsNothing,
  look,
  namesOf,
  QUICK_INJECTIONS,
  WITHOUT_GATEWAY,
  quietUnlessAsked,
} from '../../expect-violations';
import { INJECTIONS } from '../../injected-violations';
import { copySandbox } from '../../sandbox';
import { closeCollections, collection } from '../../stored';

let endings: Endings;

beforeAll(async () => {
  endings = await playEndings();
  await findsNothing(endings);
}, 180_000);

afterAll(async () => {
  // Each test leaves out what is asked at the gateway when it looks whether the shop is restored.
  await findsNothing(endings);
  await closeCollections();
});

describe('a violation injected into the running shop', () => {
  it.each(
    INJECTIONS.filter((injection) => !QUICK_INJECTIONS.includes(injection)).map(
      (injection) => [`${injection.breaks}: ${injection.what}`, injection] as const,
    ),
  )('%s', (_name, injection) => expectFound(injection, endings));

  it('is each of the sixteen', () => {
    const elsewhere: InvariantName[] = ['I11'];
    expect([...new Set([...INJECTIONS.map(({ breaks }) => breaks), ...elsewhere])].sort()).toEqual(
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
      expect(await look(endings, { ...WITHOUT_GATEWAY, stripe })).toEqual([]);
      const payment = await collection('payments', 'payments').findOne({ orderId: endings.sold.id });
      await stripe.post(path, form(endings, String(payment?.stripeId)));
      const found = await look(endings, { ...WITHOUT_GATEWAY, stripe });
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
    expect(namesOf(await look(endings, quietUnlessAsked([name]), [observation()]))).toEqual([name]);
  });
});
