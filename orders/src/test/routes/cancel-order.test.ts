import { newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { Order } from '../../models/order';
import { aDate, anApp, aStoredOrder, someObject, storedOrder } from '../builders';

useDatabase();

const app = anApp();
const userId = newId();

const cancel = (id: unknown, user = userId) =>
  request(app)
    .delete(`/api/orders/${String(id)}`)
    .set('Cookie', signedIn({ id: user }));

describe('DELETE /api/orders/:id', () => {
  it('cancels an order and announces it', async () => {
    const { _id } = await aStoredOrder({ userId });
    const { text } = await cancel(_id).expect(204);
    expect(text).toBe('');
    expect(await storedOrder(_id)).toMatchObject({
      status: 'Cancelled',
      cancelReason: 'user',
      version: 1,
      paid: false,
      cancelledAt: aDate,
    });
    expect(await outboxOf(Order)).toEqual([
      {
        subject: 'order:cancelled',
        key: `order:cancelled:${String(_id)}:1`,
        data: { id: String(_id), version: 1, reason: 'user', meta: someObject },
      },
    ]);
  });

  it('answers the same again and announces nothing more', async () => {
    const { _id } = await aStoredOrder({ userId });
    await cancel(_id).expect(204);
    await cancel(_id).expect(204);
    expect(await outboxOf(Order)).toHaveLength(1);
    expect(await storedOrder(_id)).toMatchObject({ version: 1 });
  });

  it('answers the same for an order that ended for want of stock', async () => {
    const { _id } = await aStoredOrder({ userId, status: 'Cancelled', cancelReason: 'out_of_stock' });
    await cancel(_id).expect(204);
    expect(await storedOrder(_id)).toMatchObject({ cancelReason: 'out_of_stock' });
  });

  it('answers 10 at once the same, with one event', async () => {
    const { _id } = await aStoredOrder({ userId });
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(_id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(204));
    expect(await outboxOf(Order)).toHaveLength(1);
    expect(await storedOrder(_id)).toMatchObject({ status: 'Cancelled', version: 1 });
  });

  it.each(['pending', 'confirmed'] as const)('refuses a Complete order, %s', async (fulfilment) => {
    const { _id } = await aStoredOrder({ userId, status: 'Complete', fulfilment, paid: true });
    await cancel(_id).expect(400, {
      errors: [{ message: 'Order is already complete', code: 'order_complete' }],
    });
    expect(await storedOrder(_id)).toMatchObject({ status: 'Complete', fulfilment });
  });

  it("leaves another's order alone, and says that there is none", async () => {
    const { _id } = await aStoredOrder({ userId });
    for (const id of [_id, newId(), 'x', '$where']) {
      await cancel(id, newId()).expect(404, { errors: [{ message: 'Not Found', code: 'not_found' }] });
    }
    expect(await storedOrder(_id)).toMatchObject({ status: 'Created', version: 0 });
    expect(await outboxOf(Order)).toEqual([]);
  });

  it('asks who it is', async () => {
    const { _id } = await aStoredOrder({ userId });
    await request(app)
      .delete(`/api/orders/${String(_id)}`)
      .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });

  it('refuses what a page of another site sends', async () => {
    const { _id } = await aStoredOrder({ userId });
    await cancel(_id).set('Origin', 'https://evil.test').expect(403);
    expect(await storedOrder(_id)).toMatchObject({ status: 'Created' });
  });
});
