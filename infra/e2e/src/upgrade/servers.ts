import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@datnxecommerce/common/testing';
import { BrokerLog } from '@ecommerce/events/broker-log';
import mongoose from 'mongoose';
import { eventually } from '../eventually';

const UP_WITHIN_MS = 60_000;

/** Runs a mongod on a folder while `work` uses its database, and stops it when all is on the disk. */
export async function withMongod(
  folder: string,
  database: string,
  work: (db: mongoose.mongo.Db) => Promise<void>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const flags = ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'];
  await whileRunning(spawn(program('TEST_MONGOD'), flags, { stdio: 'ignore' }), async () => {
    const options = { runtimeAdapters: { os }, serverSelectionTimeoutMS: UP_WITHIN_MS };
    const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}`, options);
    try {
      await work(client.db(database));
    } finally {
      await client.close();
    }
  });
}

/** Runs a broker on a store of its own while `work` publishes. */
export async function withBroker(store: string, work: (log: BrokerLog) => Promise<void>): Promise<void> {
  mkdirSync(path.dirname(store), { recursive: true });
  const port = await freePort();
  const flags = `-a 127.0.0.1 -p ${port} -cid ticketing -st FILE --dir ${store}`.split(' ');
  await whileRunning(spawn(program('TEST_NATS_SERVER'), flags, { stdio: 'ignore' }), async () => {
    const address = { url: `nats://127.0.0.1:${port}`, clusterId: 'ticketing', monitor: '' };
    const log = await eventually(() => BrokerLog.connect(address), UP_WITHIN_MS);
    try {
      await work(log);
    } finally {
      await log.close();
    }
  });
}

async function whileRunning(child: ChildProcess, work: () => Promise<void>): Promise<void> {
  const exited = once(child, 'exit');
  try {
    await work();
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

function program(name: 'TEST_MONGOD' | 'TEST_NATS_SERVER'): string {
  const found = process.env[name];
  if (!found) throw new Error(`${name} is not set: it names the program to start`);
  return found;
}
