import { existsSync } from 'node:fs';
import path from 'node:path';
import { readStack } from '@ecommerce/events/stack';
import { hasReadableData } from '../data/data-folder';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { readLeftovers } from '../supervisor/leftovers';
import { readOwner } from '../supervisor/lock';
import { listenOnLoopback, loopbackAddresses } from '../ports';
import { createServer } from 'node:net';
import { isAlive } from '../supervisor/process-identity';
import type { Settings } from '../settings';
import type { ShopStatus } from '../dashboard/shop-status';
import { advice, type Finding, ok, wrong } from './finding';

const ANSWER_WITHIN_MS = 8_000;

/** Whether a shop runs on this data folder, or one that died has left something behind. */
export async function checkLock(dataDir: string): Promise<{ isRunning: boolean; findings: Finding[] }> {
  const file = path.join(dataDir, 'lock');
  const owner = readOwner(file);
  if (owner && isAlive(owner))
    return { isRunning: true, findings: [ok('lock', `a shop runs on ${dataDir} (process ${owner.pid})`)] };
  const findings: Finding[] = [];
  if (existsSync(file))
    findings.push(
      advice('lock', `${file} is of a shop that died`, `rm ${file} (npm start does it by itself)`),
    );
  const leftovers = await readLeftovers(path.join(dataDir, 'processes.json'));
  if (leftovers.length > 0) {
    const pids = leftovers.map(({ pid }) => pid).join(' ');
    findings.push(
      advice(
        'lock',
        `${leftovers.length} processes of a shop that died still run`,
        `kill ${pids} (npm start does it by itself)`,
      ),
    );
  }
  return { isRunning: false, findings: findings.length > 0 ? findings : [ok('lock', 'no shop runs here')] };
}

/** Whether a start can use the data folder. */
export async function checkDataFolder(dataDir: string): Promise<Finding> {
  try {
    const isUsed = await hasReadableData(dataDir);
    return ok('data folder', isUsed ? `${dataDir} holds data that this shop reads` : `${dataDir} is empty`);
  } catch (error) {
    return wrong('data folder', messageOf(error), 'SHOP_DATA_DIR=/other/folder npm start');
  }
}

/** Each port on each loopback address: browsers try `::1` first. */
export async function checkPorts({ httpPort, httpsPort }: Settings): Promise<Finding[]> {
  const wanted = [
    [httpPort, 'SHOP_HTTP_PORT'],
    [httpsPort, 'SHOP_HTTPS_PORT'],
  ] as const;
  return Promise.all(wanted.map(([port, setting]) => checkPort(port, setting)));
}

async function checkPort(port: number, setting: string): Promise<Finding> {
  const addresses = loopbackAddresses();
  const failures: string[] = [];
  for (const address of addresses) {
    try {
      const { servers } = await listenOnLoopback(createServer, port, setting, [address]);
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(`on ${address}: ${error.message}`);
    }
  }
  if (failures.length === 0) return ok('ports', `${port} is free on ${addresses.join(' and ')}`);
  return wrong('ports', failures.join('; '), `lsof -i :${port}, or ${setting}=${port + 1_000} npm start`);
}

/** How a running shop is, from its dashboard. */
export async function checkHealth(dataDir: string): Promise<Finding[]> {
  const file = path.join(dataDir, 'stack.json');
  if (!existsSync(file))
    return [advice('shop', 'the shop is starting or stopping', 'wait a moment, and run this again')];
  try {
    const { dashboard } = readStack(file);
    if (!dashboard) throw new UserError(`${file} names no dashboard`, 1);
    const answer = await fetch(new URL('status.json', dashboard.url), {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const { processes } = (await answer.json()) as ShopStatus;
    const ill = processes.filter(({ state }) => state !== 'ready');
    if (ill.length === 0) return [ok('shop', `all ${processes.length} processes are ready`)];
    return ill.map(({ name, state, restarts, lastEnd }) =>
      wrong(
        'shop',
        `${name} is ${state === 'down' ? 'down' : 'not ready'} (${restarts} restarts${lastEnd === undefined ? '' : `, last end: ${lastEnd}`})`,
        `npm run shop -- logs --service ${name} --level warn`,
      ),
    );
  } catch (error) {
    return [wrong('shop', `the shop does not answer: ${messageOf(error)}`, 'stop it (Ctrl-C) and npm start')];
  }
}
