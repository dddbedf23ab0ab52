import { eventually, useDatabase } from '@datnxecommerce/common/testing';
import { aKnownOrder, paymentOf } from './builders';
import { startPayments, type PaymentsProcess } from './payments-process';
import { Sandbox } from './sandbox';

useDatabase();
jest.setTimeout(60_000);

const standIn = new Sandbox();
let service: PaymentsProcess;

beforeAll(async () => {
  await standIn.start();
  service = await startPayments({ STRIPE_SECRET_KEY: 'sk_test_xxx', STRIPE_API_URL: standIn.url });
});

afterAll(async () => {
  service.child.kill('SIGKILL');
  await standIn.remove();
});

describe("payments with the documents' placeholder key", () => {
  it('starts, answers each charge with 503, charges nothing, and logs that Stripe refuses the key', async () => {
    const order = await aKnownOrder();
    for (const attempt of [1, 2]) {
      expect([attempt, (await service.pay(order)).status]).toEqual([attempt, 503]);
    }
    expect(await paymentOf(order.id)).toMatchObject({ status: 'declined' });
    expect((await standIn.ledger()).charges).toEqual([]);
    await eventually(() => expect(service.log().match(/"msg":"request completed"/g)).toHaveLength(2));
    expect(service.log()).toMatch(
      /"reason":"StripeAuthenticationError 401[^"]*: STRIPE_SECRET_KEY is wrong"/,
    );
    expect(service.log()).toContain('ALERT: Stripe does not accept our key or request');
    expect(service.log()).not.toContain('sk_test_xxx');
  });
});
