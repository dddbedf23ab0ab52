import { chmodSync, existsSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '../../crash';
import type { Experiment } from '../experiment';
import { SERVICES } from '../processes';
import type { ShopKind, ShopUnderTest } from '../shop-under-test';
import { Trial } from '../trial';

const HOUR_MS = 3_600_000;
const SHOPPERS = 10;
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib/faketime'].flatMap(
  (folder) => ['faketime/libfaketimeMT.so.1', 'libfaketimeMT.so.1'].map((file) => path.join(folder, file)),
);

/** Services whose clocks are an hour off, each in its own direction, and jump; a mongod's too where faketime is installed. */
export const clocks: Experiment = {
  id: 'T8',
  fault: 'clocks off by up to an hour, and jumping',
  goal: '0 violations',
  inQuick: true,
  async run(setting) {
    const { isQuick, random } = setting;
    const library = LIBRARIES.find(existsSync);
    const fakesMongod = !isQuick && library !== undefined;
    const shared = await setting.shop();
    const shop = fakesMongod ? await setting.lab.shopOf(kindWithFakeTime(library)) : shared;
    const rounds = isQuick ? 1 : 5;
    const misses: string[] = [];
    const seen: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const trial = await Trial.begin(
        shop,
        { shoppers: SHOPPERS, checkouts: isQuick ? 40 : 200, scarce: isQuick ? 0 : 2 },
        setting,
      );
      for (let jump = 0; jump < 3; jump += 1) {
        // A service that is behind auth refuses its sessions as not yet made, and nobody could buy.
        const skews = SERVICES.map((name) => [name, random.int(name === 'auth' ? -HOUR_MS : 0, HOUR_MS)]);
        shop.chaos.setClocks(Object.fromEntries(skews) as Record<string, number>);
        if (fakesMongod) setTimeOfMongod(shop, random.int(-3600, 3600));
        await sleep(random.int(1000, 3000));
      }
      // Whoever was ahead has to live with what it has written.
      shop.chaos.setClocks({});
      if (fakesMongod) setTimeOfMongod(shop, 0);
      const found = await trial.end();
      misses.push(...found.misses);
      seen.push(found.seen[0] ?? '');
    }
    const whose = fakesMongod
      ? 'services and a mongod'
      : 'services (mongod: no faketime here or too little time)';
    return { dose: `${3 * rounds} jumps of the clocks of ${whose}`, seen, misses };
  },
};

/** A shop whose mongods are those of the shop that runs now; that of orders reads its clock through libfaketime. */
function kindWithFakeTime(library: string): ShopKind {
  const mongod = readlinkSync(`/proc/${pidOf('orders-mongo')}/exe`);
  return {
    prepare: (dataDir) => {
      const offset = path.join(dataDir, '..', 'mongod-time');
      const program = path.join(dataDir, '..', 'mongod');
      writeFileSync(offset, '+0\n');
      const settings = `LD_PRELOAD=${library} FAKETIME_TIMESTAMP_FILE=${offset} FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
      // One of them is enough: under libfaketime a mongod that has nothing to do takes a fifth of a processor.
      const script = [
        '#!/bin/sh',
        `case "$*" in */mongo/orders*) exec env ${settings} ${mongod} "$@" ;; esac`,
      ];
      writeFileSync(program, [...script, `exec ${mongod} "$@"`, ''].join('\n'));
      chmodSync(program, 0o755);
      return { env: { SHOP_MONGOD: program } };
    },
  };
}

function setTimeOfMongod({ dataDir }: ShopUnderTest, seconds: number): void {
  writeFileSync(path.join(dataDir, '..', 'mongod-time'), `${seconds < 0 ? '' : '+'}${seconds}\n`);
}
