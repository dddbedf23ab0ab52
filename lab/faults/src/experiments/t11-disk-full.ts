import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '@ecommerce/e2e/crash';
import { readStack } from '@ecommerce/e2e/stack';
import { quantile } from '@ecommerce/e2e/statistics';
import type { Experiment } from '../experiment';
import { duration } from '../figures';
import { mongodOfOrders, runningMongod } from '../mongod-of-orders';
import { Recovery } from '../recovery';
import type { ShopKind, ShopUnderTest } from '../shop-under-test';
import { requireRoot } from '../tools';
import { Trial } from '../trial';

const SHOPPERS = 20;
const CHECKOUTS = 200;
const RUNS = 5;
const BACK_WITHIN_MS = 30_000;
/** Longer than a mongod continues on its reserved space. */
const HURTS_WITHIN_MS = 60_000;
const PIECES = [Buffer.alloc(2 ** 20), Buffer.alloc(2 ** 12)];

/** Whose data lies on a small disk of its own, and where; with room for what a run needs, and its word for none. */
const DISKS = [
  { process: 'nats', folder: 'nats', mib: 64, word: 'no space left' },
  // mongod sets 32 MiB aside for its journal, twice.
  { process: 'orders-mongo', folder: 'mongo/orders', mib: 400, word: 'No space left' },
] as const;
type Disk = (typeof DISKS)[number];

/** Small memory disks are mounted below the data folder, filled up under load until it hurts, and given room again. */
export const diskFull: Experiment = {
  id: 'T11',
  fault: 'disk full under the broker and under a mongod, then freed',
  goal: 'nothing acknowledged is lost; by itself again 30 s after there is room',
  inQuick: false,
  async run(setting) {
    const { lab, random } = setting;
    requireRoot('mount a small disk');
    await setting.shop();
    const shop = await lab.shopOf(kindWithSmallDisks());
    const recovery = await Recovery.prepare();
    const violations: string[] = [];
    const misses: string[] = [];
    const seen: string[] = [];
    let early = 0;
    for (const disk of DISKS.flatMap((each) => Array.from({ length: RUNS }, () => each))) {
      const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: CHECKOUTS }, setting);
      // The broker then starts with an empty store, and the services republish.
      shop.hasLostBrokerData ||= disk.process === 'nats';
      trial.watch.tolerate(disk.process); // a mongod ends itself rather than run without its journal
      const hurt = await fillUntilItHurts(shop, disk, random.int(3000, 8000));
      if (!hurt) misses.push(`${disk.process} did not notice that its disk was full`);
      await recovery.measure(performance.now());
      const found = await trial.end();
      violations.push(...found.violations.filter((violation) => !isSeenTooEarly(violation)));
      early += found.violations.filter(isSeenTooEarly).length;
      misses.push(...found.misses);
      seen.push(`${disk.process}: ${found.seen[0]}`);
    }
    seen.push(`${early} orders seen Complete, then Created, then Complete again`);
    await lab.stop();
    const p99 = quantile(recovery.times, 0.99);
    if (p99 > BACK_WITHIN_MS * lab.stretch) misses.push(`in use again only after ${duration(p99)}`);
    seen.unshift(`in use again p99 ${duration(p99)}`);
    return {
      amount: `${RUNS} times each under at least ${CHECKOUTS} checkouts`,
      seen,
      violations,
      misses,
    };
  },
};

/**
 * A mongod that finds no room for its journal shows what it has in memory, for as long as it takes to end itself.
 * Nobody was told that it is stored, and it is written anew: docs/reliability.md, under what is not promised.
 */
const isSeenTooEarly = (violation: string): boolean =>
  /^I10 .* was seen as Created, then Complete, then Created, then Complete /.test(violation);

function kindWithSmallDisks(): ShopKind {
  const mongod = runningMongod();
  return {
    prepare: (dataDir) => {
      writeFileSync(path.join(dataDir, 'VERSION'), '1\n'); // so that the folders in it are taken for the shop's
      const mounted = DISKS.map(({ folder, mib }) => {
        const place = path.join(dataDir, folder);
        mkdirSync(place, { recursive: true, mode: 0o700 });
        execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', place]);
        return place;
      });
      return {
        // Checkpoints, which need room, every few seconds instead of every minute.
        env: mongodOfOrders(mongod, dataDir, { options: '--syncdelay 3' }),
        release: () => mounted.forEach((place) => execFileSync('umount', [place])),
      };
    },
  };
}

/**
 * Takes all room there is, and what is given back meanwhile, until the process says so or dies; and a while longer.
 * @returns whether it did
 */
async function fillUntilItHurts(shop: ShopUnderTest, disk: Disk, longerMs: number): Promise<boolean> {
  const ballast = path.join(shop.dataDir, disk.folder, 'ballast');
  const log = path.join(shop.dataDir, 'logs', `${disk.process}.log`);
  const [pid, before] = [pidOf(disk.process), statSync(log).size];
  const isHurt = (): boolean =>
    readStack().processes[disk.process] !== pid ||
    readFileSync(log, 'utf8').slice(before).includes(disk.word);
  let hurtAt: number | undefined;
  const deadline = performance.now() + HURTS_WITHIN_MS;
  while (performance.now() < Math.min(deadline, (hurtAt ?? Infinity) + longerMs)) {
    fillUp(ballast);
    if (hurtAt === undefined && isHurt()) hurtAt = performance.now();
    await sleep(100);
  }
  rmSync(ballast, { force: true });
  return hurtAt !== undefined;
}

/** Writes to the end of a file until the system says that there is no more room. */
function fillUp(file: string): void {
  const open = openSync(file, 'a');
  try {
    for (const piece of PIECES) while (hasRoomFor(open, piece)) continue;
  } finally {
    closeSync(open);
  }
}

function hasRoomFor(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) === piece.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return false;
  }
}
