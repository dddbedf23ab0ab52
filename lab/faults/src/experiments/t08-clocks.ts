import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDatabase } from '@ecommerce/e2e/operator';
import type { Experiment } from '../experiment';
import { mongodOfOrders, runningMongod } from '../mongod-of-orders';
import { SERVICES } from '../processes';
import type { ShopKind, ShopUnderTest } from '../shop-under-test';
import { ensureInstalled } from '../tools';
import { Trial } from '../trial';

const HOUR_MS = 3_600_000;
const SHOPPERS = 20;
/** Less than each jump of the mongod's clock. */
const LEAST_SKEW_MS = 300_000;
/** Longer than services take to look at their clocks again. */
const CLOCKS_SET_MS = 1000;
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib/faketime'].flatMap(
  (folder) => ['faketime/libfaketimeMT.so.1', 'libfaketimeMT.so.1'].map((file) => path.join(folder, file)),
);

/** Services whose clocks are an hour off, each in its own direction, and jump; in full runs a mongod's too. */
export const clocks: Experiment = {
  id: 'T8',
  fault: 'clocks off by up to an hour, and jumping',
  goal: '0 violations',
  inQuick: true,
  async run(setting) {
    const { isQuick, random } = setting;
    const shared = await setting.shop();
    const shop = isQuick ? shared : await setting.lab.shopOf(kindWithFakeTime());
    const rounds = isQuick ? 1 : 5;
    const violations: string[] = [];
    const misses: string[] = [];
    const seen: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // A service that is behind auth refuses its sessions as not yet made, and nobody could buy.
      const auth = -HOUR_MS;
      shop.chaos.setClocks({ auth });
      await sleep(CLOCKS_SET_MS);
      const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: isQuick ? 40 : 200 }, setting);
      for (let jump = 0; jump < 3; jump += 1) {
        const others = SERVICES.filter((name) => name !== 'auth');
        const skews = others.map((name) => [name, random.int(-HOUR_MS, HOUR_MS)]);
        shop.chaos.setClocks({ ...(Object.fromEntries(skews) as Record<string, number>), auth });
        if (!isQuick) setTimeOfMongod(shop, random.int(600, 3600) * random.pick([-1, 1]));
        await sleep(random.int(1000, 3000));
      }
      if (!isQuick) await demandSkewedMongod();
      // A service whose clock was ahead keeps what it has written.
      shop.chaos.setClocks({});
      if (!isQuick) setTimeOfMongod(shop, 0);
      const found = await trial.end();
      violations.push(...found.violations);
      misses.push(...found.misses);
      seen.push(found.seen[0] ?? '');
    }
    const whose = isQuick ? 'services' : 'services and a mongod';
    return { amount: `${3 * rounds} jumps of the clocks of ${whose}`, seen, violations, misses };
  },
};

/** A shop whose orders have a mongod that reads its clock through libfaketime. */
function kindWithFakeTime(): ShopKind {
  const [library, mongod] = [fakeTime(), runningMongod()];
  return {
    prepare: (dataDir) => {
      const offset = offsetFile(dataDir);
      writeFileSync(offset, '+0\n');
      const settings = `LD_PRELOAD=${library} FAKETIME_TIMESTAMP_FILE=${offset} FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
      // One of them is enough: under libfaketime a mongod that has nothing to do takes a fifth of a processor.
      return { env: mongodOfOrders(mongod, dataDir, { prefix: `env ${settings}` }) };
    },
  };
}

const offsetFile = (dataDir: string): string => path.join(dataDir, '..', 'mongod-time');

/** @returns the path of libfaketime, which is loaded into a process to move its clock */
function fakeTime(): string {
  const find = () => LIBRARIES.find(existsSync);
  ensureInstalled('faketime', () => find() !== undefined);
  return find() as string;
}

function setTimeOfMongod({ dataDir }: ShopUnderTest, seconds: number): void {
  writeFileSync(offsetFile(dataDir), `${seconds < 0 ? '' : '+'}${seconds}\n`);
}

/** @throws Error when the clock of the mongod is right, which would prove nothing */
async function demandSkewedMongod(): Promise<void> {
  const { localTime } = await withDatabase('orders', (db) => db.command({ hello: 1 }));
  const skewMs = Math.abs((localTime as Date).getTime() - Date.now());
  if (skewMs < LEAST_SKEW_MS)
    throw new Error(`the clock of the mongod of orders is off by ${skewMs} ms only`);
}
