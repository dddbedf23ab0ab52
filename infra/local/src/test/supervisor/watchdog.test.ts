import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcesses, readLeftovers } from '../../supervisor/leftovers';
import { identify, type ProcessIdentity } from '../../supervisor/process-identity';
import { REPOSITORY } from '../../settings';
import { children } from '@ecommerce/events/test/children';
import { tempFolder } from '../temp-folder';

const owned = children();
const folder = tempFolder();
const listFile = () => path.join(folder.path, 'processes.json');
const stackFile = () => path.join(folder.path, 'stack.json');
const build = path.join(REPOSITORY, 'infra/local/build');

/** A supervisor that guards one child and then waits, as a process of its own that can be killed. */
async function startSupervisor(): Promise<{ supervisor: ChildProcess; guarded: number }> {
  writeFileSync(stackFile(), '{}');
  const script = `
    const { Watchdog } = require(${JSON.stringify(path.join(build, 'supervisor/watchdog-link'))});
    const watchdog = new Watchdog(${JSON.stringify(listFile())}, [${JSON.stringify(stackFile())}], console.error);
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    watchdog.guard('child', child.pid);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const supervisor = owned(spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }));
  const [line] = (await once(supervisor.stdout, 'data')) as [Buffer];
  return { supervisor, guarded: Number(line.toString()) };
}

async function gone(pid: number): Promise<void> {
  while (identify(pid) !== undefined) await sleep(20);
}

it('ends everything when the supervisor is killed, and removes the files of a running shop', async () => {
  const { supervisor, guarded } = await startSupervisor();
  supervisor.kill('SIGKILL');
  await gone(guarded);
  while (existsSync(stackFile()) || existsSync(listFile())) await sleep(20);
});

it('leaves a list by which the next start ends what both killed ones left', async () => {
  const { supervisor, guarded } = await startSupervisor();
  const recorded = JSON.parse(readFileSync(listFile(), 'utf8')) as ProcessIdentity[];
  const watchdog = recorded.find(({ pid }) => pid !== guarded)!;
  supervisor.kill('SIGSTOP');
  process.kill(watchdog.pid, 'SIGKILL');
  supervisor.kill('SIGKILL');
  await gone(watchdog.pid);

  const leftovers = await readLeftovers(listFile());
  expect(leftovers).toEqual([identify(guarded)]);
  await endProcesses(leftovers);
  expect(identify(guarded)).toBeUndefined();
});

it('asks a process to end before it kills it', async () => {
  const stopped = path.join(folder.path, 'stopped');
  const script = `process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(stopped)}, ''); process.exit(); });
    console.log('up'); setInterval(() => {}, 1000)`;
  const child = owned(
    spawn(process.execPath, ['-e', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  await once(child.stdout, 'data');
  await endProcesses([identify(child.pid!)!]);
  expect(existsSync(stopped)).toBe(true);
});

it('touches no process that merely has a number from the list', async () => {
  writeFileSync(listFile(), JSON.stringify([{ pid: process.pid, birth: 'long ago' }]));
  expect(await readLeftovers(listFile())).toEqual([]);
});

it('takes an unreadable list for none', async () => {
  writeFileSync(listFile(), '[{"pid":');
  expect(await readLeftovers(listFile())).toEqual([]);
  expect(await readLeftovers(path.join(folder.path, 'none'))).toEqual([]);
});
