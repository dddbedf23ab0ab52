import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import os from 'node:os';
import mongoose from 'mongoose';
import { BrokerLog } from '@ecommerce/events/broker-log';
import { pidOf } from '@ecommerce/e2e/crash';
import { readStack } from '@ecommerce/e2e/stack';
import type { Experiment } from '../experiment';
import { ensureInstalled, requireRoot } from '../tools';

const ACKS = 500;
const TICKS = 50;

/** When something was asked for and when it was acknowledged, in milliseconds since 1970. */
interface Span {
  from: number;
  to: number;
}

/** The power cannot be cut here, but a process that syncs before each acknowledgement loses nothing by it. */
export const durability: Experiment = {
  id: 'T14',
  fault: 'none: strace of the broker and of a mongod while they acknowledge',
  goal: 'each acknowledgement comes after an fsync or fdatasync that began after the request',
  inQuick: false,
  async run(setting) {
    requireRoot("trace another's process");
    ensureInstalled('strace', () => spawnSync('strace', ['-V']).status === 0);
    await setting.shop();
    const broker = await syncsDuring('nats', publishOneByOne);
    const database = await syncsDuring('orders-mongo', writeOneByOne);
    return {
      amount: `${ACKS} publishes and ${ACKS} journalled writes, one by one`,
      seen: [
        `unsynced: ${broker.unsynced} of the broker's, ${database.unsynced} of mongod's`,
        `${broker.syncs} and ${database.syncs} syncs`,
      ],
      violations: [
        ...(broker.unsynced > 0 ? [`${broker.unsynced} publishes were acknowledged before a sync`] : []),
        ...(database.unsynced > 0 ? [`${database.unsynced} writes were acknowledged before a sync`] : []),
      ],
      misses: [],
    };
  },
};

async function publishOneByOne(): Promise<Span[]> {
  const log = await BrokerLog.connect(readStack().nats);
  try {
    return await oneByOne((number) => log.publish('durability', String(number)));
  } finally {
    await log.close();
  }
}

async function writeOneByOne(): Promise<Span[]> {
  const uri = readStack().mongo.orders ?? '';
  const client = new mongoose.mongo.MongoClient(uri, { runtimeAdapters: { os } });
  try {
    const writes = client.db().collection<{ number: number }>('durability');
    const spans = await oneByOne((number) => writes.insertOne({ number }));
    await writes.drop();
    return spans;
  } finally {
    await client.close();
  }
}

async function oneByOne(act: (number: number) => Promise<unknown>): Promise<Span[]> {
  const spans: Span[] = [];
  const now = fineClock();
  for (let number = 0; number < ACKS; number += 1) {
    const from = now();
    await act(number);
    spans.push({ from, to: now() });
  }
  return spans;
}

/**
 * The time of strace, finer than whole milliseconds; performance.timeOrigin has drifted from it since the process
 * began. Whatever comes between a tick and the look at it makes it seem earlier: the latest of several is right.
 */
function fineClock(): () => number {
  const origins = Array.from({ length: TICKS }, () => {
    const begin = Date.now();
    while (Date.now() === begin) continue;
    return Date.now() - performance.now();
  });
  const origin = Math.max(...origins);
  return () => origin + performance.now();
}

async function syncsDuring(
  name: string,
  act: () => Promise<Span[]>,
): Promise<{ syncs: number; unsynced: number }> {
  const syncs: Span[] = [];
  const strace = await attach(pidOf(name), (sync) => syncs.push(sync));
  const spans = await act();
  const gone = once(strace, 'close');
  strace.kill('SIGINT');
  await gone;
  const isSynced = ({ from, to }: Span): boolean => syncs.some((sync) => sync.from >= from && sync.to <= to);
  return { syncs: syncs.length, unsynced: spans.filter((span) => !isSynced(span)).length };
}

/** @throws Error when the process may not be traced */
async function attach(pid: number, synced: (sync: Span) => void): Promise<ChildProcess> {
  const args = ['-f', '-ttt', '-T', '-e', 'trace=fsync,fdatasync', '-p', String(pid)];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const begun = new Map<string, number>();
  const lines = createInterface({ input: strace.stderr });
  const attached = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (/ attached/.test(line)) resolve();
      const sync = readSync(line, begun);
      if (sync) synced(sync);
    });
    strace.once('exit', () => reject(new Error(`strace could not trace process ${pid}`)));
  });
  await attached;
  return strace;
}

/** One finished sync: said in one line, or in two when another thread came between. */
function readSync(line: string, begun: Map<string, number>): Span | undefined {
  const [, thread = '', time = '', rest = ''] = /(?:\[pid +(\d+)\] )?(\d+\.\d+) (.*)/.exec(line) ?? [];
  const at = Number(time) * 1000;
  if (/^f(data)?sync\(.*unfinished/.test(rest)) begun.set(thread, at);
  const tookMs = 1000 * Number(/ = 0 <([\d.]+)>$/.exec(rest)?.[1]);
  if (Number.isNaN(tookMs)) return undefined;
  if (/^<\.\.\. f(data)?sync resumed/.test(rest)) return { from: begun.get(thread) ?? at - tookMs, to: at };
  return /^f(data)?sync\(/.test(rest) ? { from: at, to: at + tookMs } : undefined;
}
