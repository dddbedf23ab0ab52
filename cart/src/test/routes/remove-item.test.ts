import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { Cart } from '../../models/cart';
import { aCart, anApp } from '../builders';
import { refusesStrangers } from './refusals';

useDatabase();

const app = anApp();
const remove = (id: string, productId: string) =>
  request(app).delete(`/api/cart/items/${productId}`).set('Cookie', signedIn({ id }));

describe('DELETE /api/cart/items/:productId', () => {
  refusesStrangers('delete', `/api/cart/items/${newId()}`);

  it('takes the product out and answers with the cart; again it is the same', async () => {
    const [gone, stays] = [newId(), newId()];
    const id = await aCart([
      { productId: gone, quantity: 3 },
      { productId: stays, quantity: 1 },
    ]);
    for (const productId of [gone.toUpperCase(), gone]) {
      const answer = await remove(id, productId);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ userId: id, items: [{ productId: stays, quantity: 1 }] });
    }
  });

  it('answers an empty cart to a user who has none, and makes none', async () => {
    const id = newId();
    const answer = await remove(id, newId());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ userId: id, items: [] });
    await expect(Cart.countDocuments()).resolves.toBe(0);
  });

  it.each(['abc', '$where', '%00', 'x'.repeat(5000), `${newId()}0`, '%7B%22$gt%22:%22%22%7D'])(
    'answers 404 to %s',
    async (productId) => {
      const answer = await remove(newId(), productId);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ errors: [{ message: 'Not Found', code: 'not_found' }] });
    },
  );

  it('touches no cart but the caller’s', async () => {
    const items = [{ productId: newId(), quantity: 3 }];
    const other = await aCart(items);
    await remove(newId(), items[0]?.productId ?? '');
    expect(await Cart.findOne({ userId: other }).lean()).toMatchObject({ items });
  });

  it('takes out the line it is about and no other while ten are taken out at once', async () => {
    const items = Array.from({ length: 11 }, () => ({ productId: newId(), quantity: 1 }));
    const id = await aCart(items);
    await Promise.all(items.slice(1).map(({ productId }) => remove(id, productId)));
    expect(await Cart.findOne({ userId: id }).lean()).toMatchObject({ items: items.slice(0, 1) });
  });
});
