import { setTimeout as sleep } from 'node:timers/promises';
import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { recordFact } from '../../domain/record-fact';
import { aReplica } from '../builders';

useDatabase();

const replica = aReplica();
const get = (orderId: string, userId = newId(), app = replica.app) =>
  request(app)
    .get(`/api/notifications/orders/${orderId}`)
    .set('Cookie', signedIn({ id: userId }));
const place = (orderId: string, userId: string) =>
  recordFact(replica, orderId, { name: 'placed', userId, total: 5, items: [] });
const NOT_FOUND = { errors: [{ message: 'Not Found', code: 'not_found' }] };

describe('GET /api/notifications/orders/:id', () => {
  it('lists the steps, oldest first, whatever the case of the id', async () => {
    const [orderId, userId] = ['abcdefabcdefabcdefabcdef', newId()];
    await place(orderId, userId);
    await recordFact(replica, orderId, { name: 'paid', at: '2020-01-01T00:00:00Z' });
    for (const id of [orderId, orderId.toUpperCase()]) {
      const answer = await get(id, userId);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject([
        { seq: 1, step: 'placed', text: 'We received your order of $5.00.' },
        { seq: 2, step: 'paid', text: 'Your payment of $5.00 went through.' },
      ]);
      for (const { at } of answer.body as { at: string }[]) expect(new Date(at).toISOString()).toBe(at);
    }
  });

  it('refuses a request without a session', async () => {
    const answer = await request(replica.app).get(`/api/notifications/orders/${newId()}`);
    expect(answer.status).toBe(401);
  });

  it.each(['abc', '%00', `${newId()}0`])('returns 404 for the id %s', async (id) => {
    const answer = await get(id);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual(NOT_FOUND);
  });

  // Each of these answers comes after the wait for an event, so all are awaited at the same time.
  it("returns 404 for another user's order and one only cancelled, and 503 while no events arrive", async () => {
    const [orderId, cancelledId] = [newId(), newId()];
    await place(orderId, newId());
    await recordFact(replica, cancelledId, { name: 'cancelled' });
    const [ofAnother, cancelled, withoutEvents] = await Promise.all([
      get(orderId),
      get(cancelledId),
      get(newId(), newId(), aReplica({ isBusConnected: false }).app),
    ]);
    for (const { status, body } of [ofAnother, cancelled]) {
      expect(status).toBe(404);
      expect(body).toEqual(NOT_FOUND);
    }
    expect(withoutEvents.status).toBe(503);
    expect(withoutEvents.headers['retry-after']).toBe('1');
  });

  it('waits for an order that was placed a moment ago', async () => {
    const [orderId, userId] = [newId(), newId()];
    const answer = get(orderId, userId).then(({ status, body }) => ({ status, body: body as unknown }));
    await sleep(200);
    await place(orderId, userId);
    expect(await answer).toMatchObject({ status: 200, body: [{ seq: 1, step: 'placed' }] });
  });
});
