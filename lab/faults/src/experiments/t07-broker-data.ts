import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '@ecommerce/e2e/crash';
import { many } from '@ecommerce/e2e/crowd';
import { eventually } from '@ecommerce/e2e/eventually';
import { loseBroker, withDatabase } from '@ecommerce/e2e/operator';
import { type Answer, type Order, Shopper } from '@ecommerce/e2e/shopper';
import { quantile } from '@ecommerce/e2e/statistics';
import { auditUntilQuiescent } from '../audit-until-quiescent';
import type { Experiment, Outcome, Setting } from '../experiment';
import { duration } from '../figures';
import { Answers, retryRequest, retryWhileOpen } from '../retry-request';
import { untilConfirmed } from '../purchase';
import { Recovery } from '../recovery';
import { Trial } from '../trial';
import { services } from '../../../../services.cjs';

const SHOPPERS = { quick: 10, full: 20 };
/** Orders that are paid for in the same moment, beside the shopping that goes on. */
const IN_FLIGHT = { quick: 20, full: 200 };
const BUYERS = 20;
const LATEST_LOSS_MS = 1500;
const FINAL_WITHIN_MS = 30_000;
const PUBLISHERS = services.filter(({ publishes }) => publishes).map(({ folder }) => folder);
const MANY_AGGREGATES = 10_000;
const SELLERS = 16;
const REPUBLISHED_WITHIN_MS = 60_000;
const QUIESCENT_WITHIN_MS = 60_000;

/** The broker is disposable: the services republish what it forgets from their documents. */
export const brokerData: Experiment = {
  id: 'T7',
  fault: 'the broker is killed and its data folder deleted',
  goal: '0 violations but of I11; every order final 30 s after; 10,000 aggregates republished within 60 s',
  inQuick: true,
  async run(setting) {
    const { lab, random, isQuick } = setting;
    const amount = isQuick ? 'quick' : 'full';
    const shop = await setting.shop();
    const recovery = await Recovery.prepare();
    const runs = isQuick ? 1 : 5;
    const checkouts = isQuick ? 60 : 100;
    const answers = new Answers();
    const final: number[] = [];
    const violations: string[] = [];
    const misses: string[] = [];
    const seen: string[] = [];
    let known = 0;
    for (let run = 1; run <= runs; run += 1) {
      const trial = await Trial.begin(shop, { shoppers: SHOPPERS[amount], checkouts }, setting);
      const orders = await place(IN_FLIGHT[amount], answers);
      await trial.shopping.reach(Math.floor(checkouts / 5));
      const paid = Promise.all(orders.map((order) => pay(order, answers)));
      await sleep(random.int(0, LATEST_LOSS_MS));
      const pid = pidOf('nats');
      trial.watch.expectEnd('nats');
      shop.hasLostBrokerData = true;
      const [begin, lostAt] = [performance.now(), new Date()];
      loseBroker();
      await trial.restarted('nats', pid);
      await Promise.all([paid, recovery.measure(begin)]);
      const paidAt = performance.now();
      await many(BUYERS, (buyer) => allConfirmed(orders, buyer));
      final.push(performance.now() - paidAt);
      const found = await trial.end(async () => {
        const republished = PUBLISHERS.map((service) =>
          republishedSince(service, lostAt, QUIESCENT_WITHIN_MS),
        );
        known = aggregatesOf(await Promise.all(republished));
      });
      violations.push(...found.violations);
      misses.push(...found.misses);
      seen.push(...found.seen.slice(0, 1));
    }
    violations.push(...answers.wrong);
    const latest = Math.max(...final);
    if (latest > FINAL_WITHIN_MS * lab.stretch)
      misses.push(`an order in flight was Complete only ${duration(latest)} after the last payment`);
    seen.unshift(
      `recovery p99 ${duration(quantile(recovery.times, 0.99))}`,
      `orders in flight Complete ${duration(latest)} after the last payment`,
    );
    if (!isQuick) {
      const republished = await republishMany(setting, known);
      violations.push(...republished.violations);
      misses.push(...republished.misses);
      seen.unshift(...republished.seen);
    }
    return {
      amount: `${runs} deletions, ${IN_FLIGHT[amount]} orders in flight, each under ${checkouts} checkouts`,
      seen,
      violations,
      misses,
    };
  },
};

interface InFlight {
  buyer: Shopper;
  id: string;
}

/** So many orders of the same product, none of them paid for yet. */
async function place(count: number, answers: Answers): Promise<InFlight[]> {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp in flight', price: 20, quantity: count });
  const buyers = await many(BUYERS, () => Shopper.signUp());
  return many(count, async (index) => {
    const buyer = buyers[index % BUYERS] as Shopper;
    const items = [{ productId: lamp.id, quantity: 1 }];
    const { body } = await retryRequest('order', answers, () => buyer.post<Order>('/api/orders', { items }));
    return { buyer, id: body.id };
  });
}

/** A buyer looks at one order after the other, beside the other buyers. */
async function allConfirmed(orders: InFlight[], buyer: number): Promise<void> {
  const own = orders.filter((_order, index) => index % BUYERS === buyer);
  for (const order of own) await untilConfirmed(order.buyer, order.id);
}

const pay = ({ buyer, id }: InFlight, answers: Answers): Promise<Answer> =>
  retryRequest('payment', answers, () => buyer.pays(id).then(retryWhileOpen));

/**
 * How long the services take to republish everything, when that is much.
 * @param known how many aggregates they have to republish already
 */
async function republishMany(setting: Setting, known: number): Promise<Omit<Outcome, 'amount'>> {
  const { lab } = setting;
  const shop = await setting.shop();
  const seller = await Shopper.signUp();
  await many(SELLERS, async () => {
    for (let left = (MANY_AGGREGATES - known) / SELLERS; left > 0; left -= 1)
      await seller.sells({ title: 'One of many', price: 1, quantity: 1 });
  });
  const violations = await auditUntilQuiescent(shop, QUIESCENT_WITHIN_MS * lab.stretch);
  const lostAt = new Date();
  loseBroker();
  const limit = REPUBLISHED_WITHIN_MS * lab.stretch;
  const ends = await Promise.all(PUBLISHERS.map((service) => republishedSince(service, lostAt, 2 * limit)));
  const tookMs = Math.max(...ends.map(({ endedAt }) => endedAt.getTime())) - lostAt.getTime();
  const aggregates = aggregatesOf(ends);
  violations.push(...(await auditUntilQuiescent(shop, QUIESCENT_WITHIN_MS * lab.stretch)));
  return {
    seen: [`${aggregates} aggregates republished ${duration(tookMs)} after the loss`],
    violations,
    misses: tookMs > limit ? [`republished ${aggregates} aggregates only after ${duration(tookMs)}`] : [],
  };
}

interface Republished {
  endedAt: Date;
  aggregates: number;
}

const aggregatesOf = (ends: Republished[]): number =>
  ends.reduce((sum, { aggregates }) => sum + aggregates, 0);

/** What a service records at the end of a republish. */
function republishedSince(service: string, since: Date, withinMs: number): Promise<Republished> {
  return withDatabase(service, (db) =>
    eventually(async () => {
      const republished = await db
        .collection<Republished>('maintenance')
        .findOne({ state: 'done', marksBroker: true, requestedAt: { $gt: since } });
      if (!republished) throw new Error(`${service} has not finished its republish`);
      return republished;
    }, withinMs),
  );
}
