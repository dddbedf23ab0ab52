import { mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from '@ecommerce/e2e/command';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { HELP, type Options, readCommand } from './command-line';
import { PeerShop } from './peer-shop';
import { atRest, trials, type Trial } from './trials';

runCommand(async (args) => {
  const options = readCommand(args);
  if (options) await judgeAll(options);
  else console.log(HELP);
  return 0;
});

async function judgeAll({ checkout, seed, scale }: Options): Promise<void> {
  const random = new SeededRandom(seed);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'peer-'));
  console.log(`seed ${seed}, logs in ${folder}`);
  for (const [index, trial] of trials(scale).entries()) {
    const data = path.join(folder, `${index}-${trial.id}`);
    mkdirSync(data);
    await judge(trial, new PeerShop(checkout, data), random.fork());
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
