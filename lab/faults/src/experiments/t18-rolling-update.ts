import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildServices, OLD_COMMIT } from '@ecommerce/e2e/upgrade/old-version';
import type { Experiment, Setting } from '../experiment';
import { instancesOf } from '../processes';
import type { ShopUnderTest } from '../shop-under-test';
import { Trial } from '../trial';
import { NOT_ITS_FAULT, TWO_OF_EACH } from './t15-t16-replicas';

const SHOPPERS = 20;
const CHECKOUTS = 600;
const KILLS = 6;

/** The services that the old commit has, too. */
const SERVICES = ['auth', 'products', 'cart', 'orders', 'payments'];

/** What a rollout of this version does to a cluster that runs an earlier one, with a crash now and then. */
export const rollingUpdate: Experiment = {
  id: 'T18',
  fault: `a rolling update of two replicas of every service from commit ${OLD_COMMIT}, under load, with kills between`,
  goal: '0 violations while both versions run on the same databases and broker, and afterwards',
  inQuick: false,
  async run(setting) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'shop-old-'));
    try {
      const checkout = path.join(folder, OLD_COMMIT);
      setting.say(`building ${OLD_COMMIT}…`);
      buildServices(OLD_COMMIT, checkout, SERVICES);
      return await rollOut(checkout, setting);
    } finally {
      await setting.lab.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function rollOut(checkout: string, setting: Setting): ReturnType<Experiment['run']> {
  const version = { checkout, services: SERVICES };
  const shop = await setting.lab.shopOf({
    ...TWO_OF_EACH,
    prepare: (_dataDir, chaos) => {
      chaos.setOldVersion({ ...version, updatedPorts: [] });
      return {};
    },
  });
  const { random } = setting;
  const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: CHECKOUTS }, setting);
  const updatedPorts: number[] = [];
  const update = async (name: string): Promise<void> => {
    updatedPorts.push(portOf(shop, name));
    shop.chaos.setOldVersion({ ...version, updatedPorts });
    await trial.replace(name);
  };
  const [firsts, seconds] = [SERVICES, SERVICES.map((name) => `${name}-2`)].map((names) =>
    random.shuffle(names),
  );
  for (const name of seconds ?? []) await update(name);
  demandBothVersions(shop, checkout);
  await trial.shopping.reach(CHECKOUTS / 3);
  for (let left = KILLS; left > 0; left -= 1) {
    await trial.kill(random.pick(instancesOf(SERVICES)));
    await sleep(random.int(500, 2000));
  }
  await trial.shopping.reach((CHECKOUTS / 3) * 2);
  for (const name of firsts ?? []) await update(name);
  const { violations, misses, seen, retries } = await trial.end();
  const failed = retries.filter(({ what }) => !NOT_ITS_FAULT.test(what));
  const repeated = failed.map(({ what, count }) => `${what} × ${count}`).join(', ');
  return {
    amount: `${updatedPorts.length} replicas updated one after the other, ${KILLS} kills while half were`,
    seen: [...seen, `sent again because of an unavailable process: ${repeated || 'none'}`],
    violations,
    misses,
  };
}

/** @throws Error when one replica of each service is not of the old version, which would prove nothing */
function demandBothVersions({ stack }: ShopUnderTest, checkout: string): void {
  const folders = instancesOf(SERVICES).map((name) => readlinkSync(`/proc/${stack.processes[name]}/cwd`));
  const old = folders.filter((folder) => folder.startsWith(checkout));
  if (old.length !== SERVICES.length || folders.length !== 2 * SERVICES.length)
    throw new Error(`the processes run from ${folders.join(', ')}`);
}

const portOf = ({ stack }: ShopUnderTest, name: string): number =>
  Number(new URL(stack.services[name]?.url ?? '').port);
