import { setTimeout as sleep } from 'node:timers/promises';
import { Shopper, type Order } from '@ecommerce/e2e/shopper';
import { crowdPaysAtOnce } from '@ecommerce/e2e/crowd';
import { auditUntilQuiescent } from '../audit-until-quiescent';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import type { Experiment } from '../experiment';
import { Answers, retryRequest, retryWhileOpen } from '../retry-request';

const SHOPPERS = 10;
const LATEST_MS = 1000;
const FINAL_WITHIN_MS = 30_000;

interface Outcome {
  shopper: Shopper;
  id: string;
  isCancelled: boolean;
}

/** Each order is paid and cancelled in the same moment, in either order; and a crowd pays for one piece. */
export const payAndCancel: Experiment = {
  id: 'T13',
  fault:
    'payment and cancellation of the same order sent at the same moment, or up to 1 s later; a crowd pays for the last piece',
  goal: 'sold or given back, as the cancellation was answered, no third outcome; one gets the piece, all others their money',
  inQuick: true,
  async run(setting) {
    const shop = await setting.shop();
    const count = setting.isQuick ? 50 : 1000;
    const answers = new Answers();
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Contested lamp', price: 15, quantity: count });
    const shoppers: Shopper[] = [];
    while (shoppers.length < SHOPPERS) shoppers.push(await Shopper.signUp());
    const outcomes = await Promise.all(
      shoppers.map((shopper) => {
        const random = setting.random.fork();
        return contest(shopper, lamp.id, count / SHOPPERS, answers, random);
      }),
    );
    const limit = FINAL_WITHIN_MS * setting.lab.stretch;
    const violations = [...answers.wrong, ...(await auditUntilQuiescent(shop, limit))];
    for (const { shopper, id, isCancelled } of outcomes.flat()) {
      const { status, paid, refunded } = await shopper.order(id);
      const isRight = isCancelled ? status === 'Cancelled' && paid === refunded : status === 'Complete';
      if (!isRight)
        violations.push(
          `order ${id} is ${status} (refunded: ${refunded}) after a cancellation that was ${isCancelled ? '' : 'not '}accepted`,
        );
    }
    const cancelled = outcomes.flat().filter(({ isCancelled }) => isCancelled).length;
    const crowd = setting.isQuick ? 40 : 200;
    const { orders } = await crowdPaysAtOnce(crowd, 1);
    violations.push(...(await auditUntilQuiescent(shop, limit)));
    const ended = await orders();
    const sold = ended.filter(({ status }) => status === 'Complete').length;
    const refunded = ended.filter((order) => order.cancelReason === 'out_of_stock' && order.refunded).length;
    if (sold !== 1 || refunded !== crowd - 1)
      violations.push(
        `the last piece was sold ${sold} times, and ${refunded} of ${crowd} got their money back`,
      );
    return {
      amount: `${count} orders; ${crowd} shoppers for one piece`,
      seen: [
        `${count - cancelled} sold, ${cancelled} given back or never charged`,
        `the last piece sold ${sold} time, ${refunded} refunded`,
        `answers ${answers.toString()}`,
      ],
      violations,
      misses: [],
    };
  },
};

async function contest(
  shopper: Shopper,
  productId: string,
  count: number,
  answers: Answers,
  random: SeededRandom,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < count) {
    const items = [{ productId, quantity: 1 }];
    const { id } = (await retryRequest('order', answers, () => shopper.post<Order>('/api/orders', { items })))
      .body;
    const pay = () => retryRequest('payment', answers, () => shopper.pays(id).then(retryWhileOpen));
    const cancel = () => retryRequest('cancellation', answers, () => shopper.cancels(id));
    const payment = pay();
    // Delays from none to the length of a payment: some of them hit the deciding moment.
    await sleep(LATEST_MS * random.next() ** 2);
    const { status } = await cancel();
    await payment;
    outcomes.push({ shopper, id, isCancelled: status === 204 });
  }
  return outcomes;
}
