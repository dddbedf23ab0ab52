import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { CLUSTER_ID, eventually, freePort, TEST_JWT_KEY, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';

useDatabase();

let service: ChildProcess | undefined;
afterEach(() => service?.kill('SIGKILL'));

it('starts without a broker, and creates only its own collections', async () => {
  const port = await freePort();
  const database = `auth-collections-${port}`;
  service = spawn(process.execPath, [path.resolve(__dirname, '../../build/index.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      HOST: '127.0.0.1',
      JWT_KEY: TEST_JWT_KEY,
      MONGO_URI: `${process.env.TEST_MONGO_URI}/${database}`,
      LOG_LEVEL: 'silent',
      NATS_URL: 'nats://127.0.0.1:1',
      NATS_CLUSTER_ID: CLUSTER_ID,
      NATS_CLIENT_ID: 'auth-1',
    },
    stdio: 'inherit',
  });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 30_000);
  const db = mongoose.connection.useDb(database);
  const collections = await db.listCollections();
  await db.dropDatabase();
  expect(collections.map(({ name }) => name).toSorted()).toEqual([
    'deadletters',
    'endedsessions',
    'maintenance',
    'passwordresets',
    'ratecounts',
    'signinfailures',
    'signouts',
    'users',
  ]);
}, 60_000);
