import { newId, setClock, useDatabase } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import { applyOrderEvent } from '../../domain/apply-order-event';
import { cancelOrder } from '../../domain/cancel-order';
import { placeOrder } from '../../domain/place-order';
import { aProduct, itemsOf, storedOrder } from '../builders';

useDatabase();
afterEach(() => jest.useRealTimers());

it('dates an order by the clock of the database, not by that of a process', async () => {
  const before = Date.now() - 60_000;
  setClock(new Date('2001-02-03'));
  const userId = newId();
  const items = [{ productId: await aProduct(), quantity: 1 }];
  const order = await placeOrder({ isBusConnected: () => true }, { userId, items });
  const other = await placeOrder({ isBusConnected: () => true }, { userId, items });
  await applyOrderEvent(String(order._id), { subject: 'stock:confirmed', items: itemsOf(order) });
  await cancelOrder(userId, String(other._id));
  jest.useRealTimers();
  const [confirmed, cancelled] = [await storedOrder(order._id), await storedOrder(other._id)];
  const dates = [
    new Types.ObjectId(String(order._id)).getTimestamp(),
    confirmed?.createdAt,
    confirmed?.paidAt,
    confirmed?.confirmedAt,
    cancelled?.cancelledAt,
  ];
  for (const date of dates) expect(date?.getTime()).toBeGreaterThan(before);
});
