import { paymentMark } from '../hooks/payment/payment-mark';
import { cancelReplacedOrder } from '../hooks/orders/replaced-order';
import { browserOfEachTest, pretendShop } from './browser';
import { anOrder } from './builders';

browserOfEachTest();

const MUG = { productId: 'p1', titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 };
const WIRE = { id: 'o1', status: 'Created', items: [MUG], total: 25, version: 0 };
const SECOND = anOrder({
  id: 'o2',
  createdAt: '2026-11-20T10:00:01.000Z',
  items: [{ productId: 'p1', title: 'Mug', priceCents: 1250, quantity: 3 }],
});

interface Shop {
  /** Differences of the first order. */
  order?: object;
  payment?: string;
  /** The status that answers the request to cancel. */
  cancelled?: number;
}

/** Checks out o1, then another order; which orders were cancelled, and what was said of it. */
async function checkOutTwice({ order, payment = 'none', cancelled = 204 }: Shop, second = SECOND) {
  const seen = pretendShop(({ method, path }) => {
    if (method === 'DELETE') return { status: cancelled };
    return { body: path.includes('/payments/') ? { orderId: 'o1', status: payment } : { ...WIRE, ...order } };
  });
  await expect(cancelReplacedOrder(anOrder({ id: 'o1' }))).resolves.toBe(false);
  const isSaid = await cancelReplacedOrder(second);
  const paths = seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
  return { paths, isSaid };
}

it.each(['none', 'declined'])('cancels the order before when its payment is %s', async (payment) => {
  await expect(checkOutTwice({ payment })).resolves.toEqual({ paths: ['/api/orders/o1'], isSaid: true });
});

it.each<[string, Shop]>([
  ['is paid', { order: { paid: true } }],
  ['is complete', { order: { status: 'Complete' } }],
  ['is cancelled already', { order: { status: 'Cancelled' } }],
  ['is being paid', { payment: 'processing' }],
  ['has been paid just now', { payment: 'paid' }],
  ['was placed more than an hour before', { order: { createdAt: '2026-11-20T09:00:00.000Z' } }],
  ['holds other products', { order: { items: [{ ...MUG, productId: 'p2' }] } }],
])('leaves the order before alone when it %s', async (_when, shop) => {
  await expect(checkOutTwice(shop)).resolves.toEqual({ paths: [], isSaid: false });
});

it('leaves an order alone whose payment this tab has sent', async () => {
  paymentMark.set('o1');
  await expect(checkOutTwice({})).resolves.toEqual({ paths: [], isSaid: false });
});

it('leaves the order alone when the checkout leads to it again', async () => {
  await expect(checkOutTwice({}, anOrder({ id: 'o1' }))).resolves.toEqual({ paths: [], isSaid: false });
});

it.each([400, 404, 503])('goes on when cancelling is answered with %i', async (cancelled) => {
  await expect(checkOutTwice({ cancelled })).resolves.toMatchObject({ isSaid: false });
});
