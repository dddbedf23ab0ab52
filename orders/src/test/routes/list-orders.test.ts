import { interceptReads, newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { findOrders } from '../../domain/find-orders';
import { Order } from '../../models/order';
import { anApp, aStoredOrder, ordersIn, someText } from '../builders';

useDatabase();

const app = anApp();
const userId = newId();

const get = (path = '/api/orders') =>
  request(app)
    .get(path)
    .set('Cookie', signedIn({ id: userId }));
const idsOf = (answer: request.Response) => ordersIn(answer).map(({ id }) => id);

const cursorOf = (value: string | number) =>
  Buffer.from(JSON.stringify([value, newId()])).toString('base64url');

const linkOf = ({ headers }: request.Response) => (headers as { link?: string }).link ?? '';

/** @returns the ids, newest first */
async function storeOrders(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.unshift(String((await aStoredOrder({ userId }))._id));
  return ids;
}

describe('GET /api/orders', () => {
  it("lists the caller's orders and nobody else's, newest first", async () => {
    const ids = await storeOrders(3);
    await aStoredOrder();
    const answer = await get().expect(200);
    expect(idsOf(answer)).toEqual(ids);
    expect(linkOf(answer)).toBe('');
  });

  it('shows each as its own page does', async () => {
    const [id] = await storeOrders(1);
    const [list, single] = [await get().expect(200), await get(`/api/orders/${id}`).expect(200)];
    expect(list.body).toEqual([single.body]);
  });

  it('answers an empty list to who has ordered nothing', async () => {
    await get().expect(200, []);
  });

  it('goes page by page through the Link header, missing and repeating none', async () => {
    const ids = await storeOrders(7);
    const seen: string[] = [];
    let path: string | undefined = '/api/orders?limit=3';
    for (let pages = 0; path && pages < 5; pages += 1) {
      const answer: request.Response = await get(path).expect(200);
      seen.push(...idsOf(answer));
      path = /^<([^>]+)>; rel="next"$/.exec(linkOf(answer))?.[1];
    }
    expect(seen).toEqual(ids);
    expect(path).toBeUndefined();
  });

  it('gives no next page when the last one is exactly full', async () => {
    await storeOrders(3);
    expect(linkOf(await get('/api/orders?limit=3').expect(200))).toBe('');
  });

  it('gives 50 unless asked otherwise, and at most 100', async () => {
    await storeOrders(101);
    expect(idsOf(await get().expect(200))).toHaveLength(50);
    expect(idsOf(await get('/api/orders?limit=1000').expect(200))).toHaveLength(100);
  });

  it.each([
    ['limit=0', 'limit', 'invalid_field'],
    ['limit=-1', 'limit', 'invalid_field'],
    ['limit=abc', 'limit', 'invalid_field'],
    ['limit=1&limit=2', 'limit', 'invalid_field'],
    ['cursor=bad', 'cursor', 'invalid_cursor'],
    [`cursor=${cursorOf('Lamp')}`, 'cursor', 'invalid_cursor'],
    [`cursor=${cursorOf(1e20)}`, 'cursor', 'invalid_cursor'],
    [`cursor=${Buffer.from('["x",{"$gt":""}]').toString('base64url')}`, 'cursor', 'invalid_cursor'],
  ])('refuses ?%s', async (query, field, code) => {
    const answer = await get(`/api/orders?${query}`).expect(400);
    expect(answer.body).toEqual({ errors: [{ message: someText, field, code }] });
  });

  it('takes empty parameters for left out', async () => {
    await get('/api/orders?cursor=&limit=').expect(200);
  });

  it('asks who it is for', async () => {
    await request(app)
      .get('/api/orders')
      .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });

  it('lists those of one second in their order, whichever process made their ids', async () => {
    const [first, second] = [new Date('2026-01-01T12:00:00.100Z'), new Date('2026-01-01T12:00:00.900Z')];
    const { _id: newer } = await aStoredOrder({ userId, createdAt: second });
    const { _id: older } = await aStoredOrder({ userId, createdAt: first }); // its id is the greater one
    expect(idsOf(await get().expect(200))).toEqual([String(newer), String(older)]);
  });

  it('reads no more than it shows, from an index', async () => {
    await storeOrders(300);
    for (let n = 0; n < 20; n += 1) await aStoredOrder();
    const first = await findOrders(userId, { limit: 100 });
    const reads = interceptReads([Order]);
    await findOrders(userId, { limit: 3, after: first.next });
    const { executionStats } = (await Order.find(reads[0]?.filter)
      .sort({ createdAt: -1, _id: -1 })
      .limit(4)
      .explain('executionStats')) as unknown as { executionStats: Record<string, number> };
    expect(executionStats).toMatchObject({ nReturned: 4, totalDocsExamined: 4 });
    expect(executionStats.totalKeysExamined).toBeLessThan(10);
  });
});
