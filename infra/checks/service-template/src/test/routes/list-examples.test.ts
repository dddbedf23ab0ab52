import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { ProductReplica } from '../../models/product-replica';
import { anApp } from '../builders';

useDatabase();

const app = anApp();
const list = () => request(app).get('/api/examples');

describe('GET /api/examples', () => {
  it('lists products, newest first, and nothing of the inside', async () => {
    const [older, newer] = await ProductReplica.create([
      { _id: '507f1f77bcf86cd799439011', title: 'Lamp', version: 0 },
      { _id: '507f1f77bcf86cd799439012', title: 'Chair', version: 2 },
    ]);
    await list()
      .set('Cookie', signedIn({ id: newId() }))
      .expect(200, [
        { productId: newer?.id as string, title: 'Chair' },
        { productId: older?.id as string, title: 'Lamp' },
      ]);
  });

  it('returns 401 without a session', async () => {
    await list().expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });
});
