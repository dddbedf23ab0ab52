import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node-nats-streaming';
import { lookForFullDisk, repairBeforeStart } from '../../programs/broker-store';
import { children } from '@ecommerce/events/test/children';
import { tempFolder } from '../temp-folder';

const owned = children();
const folder = tempFolder();
const READY_WITHIN_MS = 10_000;

/** A real broker on a store, its output in a file, as the supervisor starts it. */
function startBroker(more: string[] = []): { broker: ChildProcess; isReady: () => Promise<boolean> } {
  const log = openSync(logFile(), 'a');
  const args = ['-a', '127.0.0.1', '-p', '-1', '-st', 'FILE', '--dir', store(), ...more];
  const broker = owned(spawn(process.env.TEST_NATS_SERVER!, args, { stdio: ['ignore', log, log] }));
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

/** Where the broker said last that it listens. */
const portOf = (file: string): string =>
  [...readFileSync(file, 'utf8').matchAll(/Listening for client connections on 127\.0\.0\.1:(\d+)/g)].at(
    -1,
  )?.[1] ?? '';

const store = (): string => path.join(folder.path, 'store');
const logFile = (): string => path.join(folder.path, 'nats.log');

async function stop(broker: ChildProcess): Promise<void> {
  const gone = once(broker, 'exit');
  if (broker.exitCode !== null) return;
  broker.kill('SIGKILL');
  await gone;
}

describe('a broker whose disk was full', () => {
  it('starts with an empty store when it cannot read its own', async () => {
    mkdirSync(store());
    const first = startBroker(['-cid', 'damaged']);
    expect(await first.isReady()).toBe(true);
    const stan = connect('damaged', 'writer', { url: `nats://127.0.0.1:${portOf(logFile())}` });
    await once(stan, 'connect');
    for (const text of ['one', 'two', 'three'])
      await new Promise((resolve) => stan.publish('subject', text, resolve));
    const closed = once(stan, 'close');
    stan.close();
    await closed;
    await stop(first.broker);
    const messages = path.join(store(), 'subject/msgs.1.dat');
    const bytes = readFileSync(messages);
    const half = Math.floor(bytes.length / 2);
    writeFileSync(messages, Buffer.concat([bytes.subarray(0, half), bytes.subarray(half + 3)]));
    rmSync(path.join(store(), 'subject/msgs.1.idx'));

    const repair = repairBeforeStart(store(), logFile());
    const refusing = startBroker(['-cid', 'damaged', ...repair()]);
    expect(await refusing.isReady()).toBe(false);
    await stop(refusing.broker);
    const repaired = startBroker(['-cid', 'damaged', ...repair()]);
    expect(await repaired.isReady()).toBe(true);
    await stop(repaired.broker);
    expect(existsSync(path.join(store(), 'subject'))).toBe(false);
  });

  it('starts with an empty store although it would start with the old one', () => {
    mkdirSync(store());
    const repair = repairBeforeStart(store(), logFile());
    appendFileSync(
      logFile(),
      'panic: unable to flush msg store: write msgs.1.dat: no space left on device\n',
    );
    expect(repair()).toEqual([]);
    expect(existsSync(store())).toBe(false);
    mkdirSync(store());
    // Each line of the log counts once.
    expect(repair()).toEqual([]);
    expect(existsSync(store())).toBe(true);
  });

  it('is read from the start of a log that took the place of one put away, however long it has grown', () => {
    mkdirSync(store());
    writeFileSync(logFile(), 'ready\n');
    const repair = repairBeforeStart(store(), logFile());
    renameSync(logFile(), `${logFile()}.1`);
    writeFileSync(logFile(), 'no space left on device\nand much more after it\n');
    expect(repair()).toEqual([]);
    expect(existsSync(store())).toBe(false);
  });

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

  it.each([
    'write subs.dat: no space left on device',
    'unable to create subscription store for [subject]: unable to verify file version: EOF',
  ])('has to be started anew when there is room and it still says: %s', (complaint) => {
    const complain = () => appendFileSync(logFile(), `${complaint}\n`);
    complain();
    let room = 0;
    const look = lookForFullDisk(store(), logFile(), () => room);
    const looks = (action: () => void): boolean => {
      action();
      return look() !== undefined;
    };
    expect(looks(complain)).toBe(false);
    room = 2 ** 30;
    // The complaint may be older than the room.
    expect(looks(complain)).toBe(false);
    expect(looks(() => undefined)).toBe(false);
    expect(looks(complain)).toBe(true);
    expect(looks(() => writeFileSync(logFile(), 'ready\n'))).toBe(false);
    room = 0;
    expect(looks(complain)).toBe(false);
  });

  it('is not asked anew for a disk that has room', async () => {
    const look = lookForFullDisk(store(), logFile());
    expect(look()).toBeUndefined();
    mkdirSync(store());
    const { broker, isReady } = startBroker();
    expect(await isReady()).toBe(true);
    expect([look(), look()]).toEqual([undefined, undefined]);
    appendFileSync(logFile(), 'write subs.dat: no space left on device\n');
    expect(look()).toMatch(/disk was full/);
    await stop(broker);
  });
});
