import type { Experiment } from '../experiment';
import { Trial } from '../trial';

const SHOPPERS = 20;
const DISORDERS = ['doubled', 'delayed', 'dropped'] as const;

/** What a broker may do to messages, and more. The models' tests do the same on 200 seeds in memory. */
export const deliveries: Experiment = {
  id: 'T9',
  fault:
    'deliveries doubled up to 20 times, delayed so that they overtake each other, first deliveries dropped',
  goal: '0 violations; every order final',
  inQuick: true,
  async run(setting) {
    const { random, isQuick } = setting;
    const shop = await setting.shop();
    const rounds = isQuick ? 1 : 10;
    const checkouts = isQuick ? 50 : 100;
    const violations: string[] = [];
    const misses: string[] = [];
    const seen: string[] = [];
    const countBefore = DISORDERS.map((kind) => shop.chaos.disorders(kind));
    for (let round = 0; round < rounds; round += 1) {
      shop.chaos.setDeliveryFaults({
        seed: random.int(1, 1_000_000),
        duplicate: 0.3,
        delay: 0.5,
        longestDelayMs: 2000,
        drop: isQuick ? 0.02 : 0.1,
      });
      const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts }, setting);
      await trial.shopping.reach();
      shop.chaos.setDeliveryFaults(undefined);
      const found = await trial.end();
      violations.push(...found.violations);
      misses.push(...found.misses);
      seen.push(...found.seen.slice(0, 2));
    }
    const counts = DISORDERS.map((kind, index) => shop.chaos.disorders(kind) - (countBefore[index] ?? 0));
    const words = DISORDERS.map((kind, index) => `${counts[index]} ${kind}`).join(', ');
    if (counts.includes(0)) misses.push(`not every kind of disorder came about: ${words}`);
    return {
      amount: `${rounds} seeds, ${checkouts} checkouts each: ${words} deliveries`,
      seen,
      violations,
      misses,
    };
  },
};
