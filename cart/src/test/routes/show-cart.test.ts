import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { Cart } from '../../models/cart';
import { aCart, anApp } from '../builders';
import { refusesStrangers } from './refusals';

useDatabase();

const app = anApp();
const get = (id: string, query = '') => request(app).get(`/api/cart${query}`).set('Cookie', signedIn({ id }));

describe('GET /api/cart', () => {
  refusesStrangers('get', '/api/cart');

  it('shows a new user an empty cart, and makes none', async () => {
    const id = newId();
    for (const _time of ['first', 'second']) {
      const answer = await get(id);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ userId: id, items: [] });
    }
    await expect(Cart.countDocuments()).resolves.toBe(0);
  });

  it('shows owner and items in their order, and nothing of the inside', async () => {
    const items = [
      { productId: newId(), quantity: 2 },
      { productId: newId(), quantity: 1000 },
    ];
    const id = await aCart(items);
    await Cart.updateOne({ userId: id }, { inbox: ['payment:created:1'] });
    const answer = await get(id);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ userId: id, items });
    expect(answer.get('Cache-Control')).toBe('no-store');
  });

  it('shows everybody their own, whatever they ask for', async () => {
    const other = await aCart([{ productId: newId(), quantity: 2 }]);
    const id = newId();
    expect((await get(id, `?userId=${other}`)).body).toEqual({ userId: id, items: [] });
  });
});
