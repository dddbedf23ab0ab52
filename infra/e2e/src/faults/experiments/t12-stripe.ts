import type { Experiment } from '../experiment';
import { readStack } from '../../stack';
import { Trial } from '../trial';

const SHOPPERS = 20;
const QUICK_HANG_MS = 2000;

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
    const stripe = `${readStack().stripe.url}/_control/faults`;
    const arm = (order: object) => post(stripe, order);
    await arm({ rate: 0.3, seed: random.int(1, 1_000_000), faults });
    await arm({
      fault: 'hang',
      times: isQuick ? 1 : 20,
      match: { nth: 5 },
      ms: isQuick ? QUICK_HANG_MS : 80_000,
    });
    const trial = await Trial.begin(
      shop,
      { shoppers: SHOPPERS, checkouts, scarce: isQuick ? 0 : 2 },
      setting,
    );
    await trial.shopping.reach(checkouts);
    await fetch(stripe, { method: 'DELETE' });
    const { misses, seen } = await trial.end();
    return { dose: `${checkouts} checkouts, 30 % of all calls faulty`, seen, misses };
  },
};

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (status !== 201) throw new Error(`the Stripe stand-in answered ${status} to a fault`);
}
