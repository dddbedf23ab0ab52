import { setTimeout as sleep } from 'node:timers/promises';
import { many } from '@ecommerce/e2e/crowd';
import { eventually } from '@ecommerce/e2e/eventually';
import { type Answer, Shopper } from '@ecommerce/e2e/shopper';
import { askStripeControl } from '@ecommerce/e2e/stripe-control';
import type { Experiment } from '../experiment';
import { Trial } from '../trial';

const SHOPPERS = 20;
const QUICK_HANG_MS = 2000;
const DECLINES = 5;
const TIMEOUT_MS = 60_000;
const PAUSE_MS = 500;
/** Far longer than any lost answer takes to be found: a payment that is still open then stays so. */
const ANSWERED_WITHIN_MS = 10 * 60_000;
/** Processing, order not consumed yet, another attempt under way, too many of them, a service that is busy. */
const NOT_NOW = [202, 404, 409, 429, 503];

/** Stripe's answers are lost, late, wrong or none at all, for three calls in ten. */
export const stripeFaults: Experiment = {
  id: 'T12',
  fault: 'Stripe: charged but the answer lost, 500 (stored or not), 409, 429, an answer after 80 s',
  goal: 'no double charge, no charge without its order, every order final',
  inQuick: true,
  async run(setting) {
    const { random, isQuick } = setting;
    const shop = await setting.shop();
    const checkouts = isQuick ? 60 : 2000;
    const faults = ['timeout_before', 'timeout_after', 'error_500_before', 'rate_limit_429', 'conflict_409'];
    // A stored failure is only believed once Stripe's list has had ten seconds to show a charge after all.
    if (!isQuick) faults.push('error_500', 'error_500_after');
    const arm = (order: object) => askStripeControl('POST', 'faults', order);
    await arm({ rate: 0.3, seed: random.int(1, 1_000_000), faults });
    // What it is asked for when the outcome of a charge is not known.
    const unheard = ['timeout_before', 'error_500_before', 'rate_limit_429'];
    await arm({ rate: 0.3, seed: random.int(1, 1_000_000), faults: unheard, match: { method: 'GET' } });
    await arm({
      fault: 'hang',
      times: isQuick ? 1 : 20,
      match: { nth: 5 },
      ms: isQuick ? QUICK_HANG_MS : 80_000,
    });
    const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts, stripeFails: !isQuick }, setting);
    await Promise.all([
      declineStorm(isQuick ? 5 : 20, isQuick ? NOT_NOW : [...NOT_NOW, 402]),
      trial.shopping.reach(),
    ]);
    const dealt = await faultsDealt();
    await askStripeControl('DELETE', 'faults');
    const { violations, misses, seen } = await trial.end();
    if (dealt === 0) misses.push('no call was struck');
    return {
      amount: `${checkouts} checkouts and a storm of declines, ${dealt} calls struck`,
      seen,
      violations,
      misses,
    };
  },
};

/**
 * So many orders are declined again and again before a card is good; the auditor sees that each was charged once.
 * @param notNow after which the good card is tried again: 402 too where Stripe may end its charge without charging it
 */
async function declineStorm(orders: number, notNow: readonly number[]): Promise<void> {
  const seller = await Shopper.signUp();
  const { id: productId } = await seller.sells({ title: 'Storm lamp', price: 20, quantity: orders });
  await many(orders, async () => {
    const buyer = await Shopper.signUp(); // each stays below the declines that one user may have
    const { id } = await eventually(() => buyer.orders([{ productId, quantity: 1 }]), TIMEOUT_MS);
    for (let declined = 0; declined < DECLINES; declined += 1)
      await answered(() => buyer.pays(id, 'tok_chargeDeclined'), [402]);
    await answered(() => buyer.pays(id), [200, 201], notNow);
  });
}

/** Asks again, with pauses, while the answer is "not now". */
async function answered(
  pay: () => Promise<Answer>,
  wanted: readonly number[],
  notNow: readonly number[] = NOT_NOW,
): Promise<void> {
  for (const begin = performance.now(); ; await sleep(PAUSE_MS)) {
    const { status } = await pay();
    if (wanted.includes(status)) return;
    if (!notNow.includes(status) || performance.now() - begin > ANSWERED_WITHIN_MS)
      throw new Error(`a payment was answered ${status}, not ${wanted.join()}`);
  }
}

/** How many calls the faults that are armed now have struck. */
async function faultsDealt(): Promise<number> {
  const { faults } = (await askStripeControl('GET', 'faults')) as { faults: { dealt: number }[] };
  return faults.reduce((sum, { dealt }) => sum + dealt, 0);
}
