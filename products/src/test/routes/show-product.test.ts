import { newId, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { takeFromStock } from '../../domain/take-from-stock';
import { paymentFor, storedProduct, testApp } from '../builders';

useDatabase();
const app = testApp();

describe('GET /api/products/:id', () => {
  it('shows a product to everybody', async () => {
    const userId = newId();
    const id = await storedProduct({ userId, description: 'Text', category: 'Home', imageUrl: '/a.png' });
    await request(app).get(`/api/products/${id}`).expect(200, {
      id,
      title: 'Lamp',
      price: 12.5,
      quantity: 10,
      userId,
      version: 0,
      description: 'Text',
      category: 'Home',
      imageUrl: '/a.png',
      createdAt: '2026-01-02T03:04:05.678Z',
      updatedAt: '2026-01-02T03:04:05.678Z',
      listed: true,
    });
  });

  it('sends the version as its tag, and 304 to those who have it', async () => {
    const id = await storedProduct({ version: 4 });
    const { headers } = await request(app).get(`/api/products/${id}`).expect(200);
    expect(headers.etag).toBe('"4"');
    await request(app).get(`/api/products/${id}`).set('If-None-Match', '"4"').expect(304);
    await request(app).get(`/api/products/${id}`).set('If-None-Match', '"3"').expect(200);
  });

  it('shows no internal field, also after a sale', async () => {
    const id = await storedProduct();
    await takeFromStock(paymentFor(newId(), [id]));
    const { text } = await request(app).get(`/api/products/${id}`).expect(200);
    expect(text).not.toMatch(
      /"(_id|__v|rev|writeId|outbox|outboxAt|lease|marks|stockLedger|search|requestHash|idempotencyKey)"/,
    );
    expect(text).toContain('"version":1');
  });

  it.each([newId(), 'none', '%00', '$where', '..%2f..%2fetc%2fpasswd', 'x'.repeat(5000), '0'.repeat(23)])(
    'does not find %s',
    async (id) => {
      await request(app)
        .get(`/api/products/${id}`)
        .expect(404, { errors: [{ message: 'Not Found', code: 'not_found' }] });
    },
  );

  it('refuses an address that is none', async () => {
    await request(app)
      .get('/api/products/%E0%A4%A')
      .expect(400, { errors: [{ message: 'Malformed address', code: 'malformed_address' }] });
  });

  it('has no other verbs', async () => {
    const id = await storedProduct();
    await request(app)
      .delete(`/api/products/${id}`)
      .expect(404, { errors: [{ message: 'Not Found', code: 'not_found' }] });
    await request(app).patch(`/api/products/${id}`).send({ price: 1 }).expect(404);
  });
});
