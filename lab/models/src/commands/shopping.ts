import fc from 'fast-check';
import { SHOPPERS } from '../world/shoppers';
import { begin, command, pick, reach } from './command';

const which = fc.nat(5);
const shopper = fc.constantFrom(...SHOPPERS);
const price = fc.constantFrom(0.5, 9.99, 10);
const quantity = fc.integer({ min: 1, max: 2 });
const token = fc.constantFrom('tok_visa', 'tok_visa', 'tok_mastercard', 'tok_declined', 'tok_bad');
const changes = fc.oneof(
  fc.record({ quantity: fc.nat(3) }),
  fc.record({ price }),
  fc.record({ title: fc.constantFrom('Lamp', 'Chair') }),
);

const addProduct = command(
  'addProduct',
  fc.record({ title: fc.constant('New'), quantity: fc.nat(3), price }),
  (shop, fields) => shop.hurried(() => shop.shoppers.addProduct(fields)),
);

const edit = command('edit', fc.tuple(which, changes, reach), async (shop, [which, fields, steps]) => {
  const id = pick(shop.productIds, which);
  if (!id) return false;
  return begin(shop, steps, () => shop.shoppers.edit(id, fields));
});

const addToCart = command(
  'addToCart',
  fc.tuple(shopper, which, fc.integer({ min: 1, max: 5 }), reach),
  async (shop, [by, which, quantity, steps]) => {
    const productId = pick(shop.productIds, which);
    if (!productId) return false;
    return begin(shop, steps, () => shop.shoppers.addToCart(by, { productId, quantity }));
  },
);

const removeFromCart = command(
  'removeFromCart',
  fc.tuple(shopper, which, reach),
  async (shop, [by, which, steps]) => {
    const productId = pick(shop.productIds, which);
    if (!productId) return false;
    return begin(shop, steps, () => shop.shoppers.removeFromCart(by, productId));
  },
);

const order = command(
  'order',
  fc.tuple(
    shopper,
    fc.uniqueArray(fc.record({ which: fc.nat(1), quantity }), {
      minLength: 1,
      maxLength: 2,
      selector: ({ which }) => which,
    }),
    reach,
  ),
  async (shop, [by, lines, steps]) => {
    const ids = shop.productIds;
    const items = lines
      .filter(({ which }) => which < ids.length)
      .map(({ which, quantity }) => ({ productId: ids[which]!, quantity }));
    if (items.length === 0) return false;
    return begin(shop, steps, () => shop.shoppers.order(by, items));
  },
);

const cancel = command('cancel', fc.tuple(which, reach), async (shop, [which, steps]) => {
  const order = pick(shop.orders, which);
  if (!order) return false;
  return begin(shop, steps, () => shop.shoppers.cancel(order.userId, order.id));
});

const pay = command('pay', fc.tuple(which, token, reach), async (shop, [which, token, steps]) => {
  const order = pick(shop.orders, which);
  if (!order) return false;
  return begin(shop, steps, () => shop.shoppers.pay(order.userId, order.id, token));
});

/** What people do. */
export const shopping = { addProduct, edit, addToCart, removeFromCart, order, cancel, pay };
