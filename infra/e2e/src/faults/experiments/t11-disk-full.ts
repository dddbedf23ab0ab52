import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from '../experiment';
import { duration, percentile } from '../figures';
import { Recovery } from '../recovery';
import type { ShopKind } from '../shop-under-test';
import { Trial } from '../trial';

const SHOPPERS = 10;
const CHECKOUTS = 200;
const RUNS = 5;
const BACK_WITHIN_MS = 30_000;
const MIB = 2 ** 20;

/** Whose data lies on a small disk of its own, and where; with room for what a run needs. */
const DISKS = [
  { process: 'nats', folder: 'nats/store', mib: 64 },
  // mongod sets 100 MiB aside for its journal, twice.
  { process: 'orders-mongo', folder: 'mongo/orders', mib: 400 },
];

/** Small memory disks are mounted below the data folder, filled up under load, and given room again. */
export const diskFull: Experiment = {
  id: 'T11',
  fault: 'disk full under the broker and under a mongod, then freed',
  goal: 'nothing acknowledged is lost; by itself again 30 s after there is room',
  inQuick: false,
  async run(setting) {
    const { lab, random } = setting;
    if (!canMount())
      return { dose: 'none', seen: ['left out: only root can mount a small disk'], misses: [] };
    const shop = await lab.shopOf(SMALL_DISKS);
    const recovery = await Recovery.prepare();
    const misses: string[] = [];
    const seen: string[] = [];
    for (const { process: name, folder } of DISKS.flatMap((disk) =>
      Array.from({ length: RUNS }, () => disk),
    )) {
      const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: CHECKOUTS, scarce: 0 }, setting);
      trial.watch.tolerate(name); // a mongod ends itself rather than run without its journal
      const ballast = path.join(shop.dataDir, folder, 'ballast');
      fillUp(ballast);
      await sleep(random.int(3000, 8000));
      rmSync(ballast, { force: true });
      await recovery.measure(performance.now());
      const found = await trial.end();
      misses.push(...found.misses);
      seen.push(`${name}: ${found.seen[0]}`);
    }
    await lab.stop();
    const p99 = percentile(recovery.times, 99);
    if (p99 > BACK_WITHIN_MS * lab.stretch) misses.push(`in use again only after ${duration(p99)}`);
    seen.unshift(`in use again p99 ${duration(p99)}`);
    return { dose: `${RUNS} times each under ${CHECKOUTS} checkouts`, seen, misses };
  },
};

const SMALL_DISKS: ShopKind = {
  prepare: (dataDir) => {
    writeFileSync(path.join(dataDir, 'VERSION'), '1\n'); // so that the folders in it are taken for the shop's
    const mounted = DISKS.map(({ folder, mib }) => {
      const place = path.join(dataDir, folder);
      mkdirSync(place, { recursive: true, mode: 0o700 });
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', place]);
      return place;
    });
    return { release: () => mounted.forEach((place) => execFileSync('umount', [place])) };
  },
};

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** Writes until the system says that there is no more room. */
function fillUp(file: string): void {
  const piece = Buffer.alloc(MIB);
  const open = openSync(file, 'w');
  try {
    for (;;) writeSync(open, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(open);
  }
}
