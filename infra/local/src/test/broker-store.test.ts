import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repairBeforeStart } from '../broker-store';
import { tempFolder } from './temp-folder';

const folder = tempFolder();
const READY_WITHIN_MS = 10_000;

/** A real broker on a store, its output in a file, as the supervisor starts it. */
function startBroker(more: string[] = []): { broker: ChildProcess; isReady: () => Promise<boolean> } {
  const log = openSync(logFile(), 'a');
  const args = ['-a', '127.0.0.1', '-p', '-1', '-st', 'FILE', '--dir', store(), ...more];
  const broker = spawn(process.env.TEST_NATS_SERVER!, args, { stdio: ['ignore', log, log] });
  const before = readFileSync(logFile(), 'utf8').length;
  const isReady = async (): Promise<boolean> => {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (broker.exitCode === null && performance.now() < deadline) {
      if (readFileSync(logFile(), 'utf8').slice(before).includes('Streaming Server is ready')) return true;
      await sleep(20);
    }
    return false;
  };
  return { broker, isReady };
}

const store = (): string => path.join(folder.path, 'store');
const logFile = (): string => path.join(folder.path, 'nats.log');

async function stop(broker: ChildProcess): Promise<void> {
  const gone = once(broker, 'exit');
  if (broker.exitCode !== null) return;
  broker.kill('SIGKILL');
  await gone;
}

describe('a broker whose disk was full', () => {
  it('starts again, although it left a file behind that nothing was ever written to', async () => {
    mkdirSync(store());
    const first = startBroker();
    expect(await first.isReady()).toBe(true);
    await stop(first.broker);
    truncateSync(path.join(store(), 'clients.dat'));

    const repair = repairBeforeStart(store(), logFile());
    const refusing = startBroker(repair());
    expect(await refusing.isReady()).toBe(false);
    await stop(refusing.broker);
    const repaired = startBroker(repair());
    expect(await repaired.isReady()).toBe(true);
    await stop(repaired.broker);
  });
});
