import { setClock, useDatabase } from '@datnxecommerce/common/testing';
import { payOrder } from '../../domain/pay-order';
import { aKnownOrder, paymentOf, testDeps } from '../builders';

useDatabase();
afterEach(() => jest.useRealTimers());

it('dates a payment by the clock of the database, not by that of a process', async () => {
  const before = Date.now() - 60_000;
  const { id: orderId, userId } = await aKnownOrder();
  setClock(new Date('2001-02-03'));
  await payOrder(testDeps(), { userId, orderId, token: 'tok_visa' });
  jest.useRealTimers();
  const { createdAt, updatedAt, keySince, chargedAt } = (await paymentOf(orderId)) ?? {};
  for (const date of [createdAt, updatedAt, keySince, chargedAt])
    expect(date?.getTime()).toBeGreaterThan(before);
  expect(updatedAt).toEqual(chargedAt);
});
