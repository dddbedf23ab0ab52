import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { anApp, aStoredOrder, itemsOf } from '../builders';

useDatabase();

const app = anApp();
const notFound = { errors: [{ message: 'Not Found', code: 'not_found' }] };

describe('GET /api/orders/:id', () => {
  it('shows an order with the dates of what has happened, and no internal field', async () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const order = await aStoredOrder({
      status: 'Cancelled',
      fulfilment: 'rejected',
      cancelReason: 'out_of_stock',
      paid: true,
      paidAt: at,
      cancelledAt: at,
      version: 2,
      paymentId: newId(),
      idempotencyKey: 'k',
    });
    const answer = await request(app)
      .get(`/api/orders/${String(order._id)}`)
      .set('Cookie', signedIn({ id: order.userId }))
      .expect(200);
    expect(answer.body).toEqual({
      id: String(order._id),
      userId: order.userId,
      status: 'Cancelled',
      items: itemsOf(order).map((item) => ({ ...item, titleSnapshot: 'Lamp', priceSnapshot: 12.5 })),
      total: 25,
      version: 2,
      fulfilment: 'rejected',
      paid: true,
      refunded: false,
      cancelReason: 'out_of_stock',
      createdAt: '2026-01-01T10:00:00.000Z',
      updatedAt: '2026-01-01T10:00:00.000Z',
      paidAt: at.toISOString(),
      cancelledAt: at.toISOString(),
    });
  });

  it("says of another's order what it says of one that does not exist", async () => {
    const { _id } = await aStoredOrder();
    for (const id of [String(_id), newId()]) {
      await request(app).get(`/api/orders/${id}`).set('Cookie', signedIn()).expect(404, notFound);
    }
  });

  it.each(['x', '$where', '%00', '1'.repeat(25), 'a'.repeat(5000), '[object%20Object]'])(
    'finds nothing under %s',
    async (id) => {
      await request(app).get(`/api/orders/${id}`).set('Cookie', signedIn()).expect(404, notFound);
    },
  );

  it('asks who it is for before it looks', async () => {
    for (const id of [newId(), 'x']) {
      await request(app)
        .get(`/api/orders/${id}`)
        .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
    }
  });
});
