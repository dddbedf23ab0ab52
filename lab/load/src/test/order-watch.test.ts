import { endOf } from '../order-watch';

const CREATED = { status: 'Created', fulfilment: 'none', paid: false, refunded: false } as const;
const NOTHING = { isLeft: false };
const PAID = { isLeft: false, paidAt: 1 };

it.each([
  ['an open order', CREATED, NOTHING, undefined],
  ['one whose shopper pays no more', CREATED, { isLeft: true }, 'unpaid'],
  [
    'one that waits for its stock',
    { ...CREATED, status: 'Complete', fulfilment: 'pending' },
    PAID,
    undefined,
  ],
  ['one that is sold', { ...CREATED, status: 'Complete', fulfilment: 'confirmed' }, PAID, 'complete'],
  [
    'one that was cancelled before money was taken',
    { ...CREATED, status: 'Cancelled' },
    NOTHING,
    'cancelled',
  ],
  ['one whose payment was acknowledged', { ...CREATED, status: 'Cancelled' }, PAID, undefined],
  ['one that orders knows as paid', { ...CREATED, status: 'Cancelled', paid: true }, NOTHING, undefined],
  [
    'one that was sold out, which only paid orders are',
    { ...CREATED, status: 'Cancelled', cancelReason: 'out_of_stock' },
    NOTHING,
    undefined,
  ],
  ['one whose money is back', { ...CREATED, status: 'Cancelled', refunded: true }, PAID, 'refunded'],
] as const)('%s has the end that it should', (_what, seen, known, end) => {
  expect(endOf(seen, known)).toBe(end);
});
