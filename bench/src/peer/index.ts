import { mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { PeerShop } from './peer-shop';
import { atRest, trials, type Trial } from './trials';

/**
 * `npm run bench:peer -- --checkout <folder>`: the same faults done to the project that this one started from, and how
 * often it broke what ours promises. docs/reliability.md tells which commit, and how to make it ready.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      checkout: { type: 'string' },
      seed: { type: 'string', default: '2026' },
      scale: { type: 'string', default: '1' },
    },
  });
  if (values.checkout === undefined) throw new Error('--checkout <folder of the peer> is missing');
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 1))
    throw new Error('--scale is a part of the whole dose: more than 0, at most 1');
  if (!/^\d{1,9}$/.test(values.seed)) throw new Error('--seed is a whole number of up to nine digits');
  const random = new SeededRandom(Number(values.seed));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'peer-'));
  console.log(`seed ${values.seed}, logs in ${folder}`);
  for (const [index, trial] of trials(scale).entries()) {
    const data = path.join(folder, `${index}-${trial.id}`);
    mkdirSync(data);
    await judge(trial, new PeerShop(path.resolve(values.checkout), data), random.fork());
  }
}

async function judge(trial: Trial, shop: PeerShop, random: SeededRandom): Promise<void> {
  try {
    await shop.start();
    console.log(`\n${trial.id} ${trial.what}: ${await trial.run(shop, random)}`);
    const violations = await atRest(shop);
    for (const [what, times] of Object.entries(violations)) console.log(`   ${times} ${what}`);
    console.log(`   its services ended by themselves ${shop.deaths()} times`);
  } finally {
    await shop.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
