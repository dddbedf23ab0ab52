import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { eventually, freePort, TEST_JWT_KEY, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';

useDatabase();

let service: ChildProcess | undefined;
afterEach(() => service?.kill('SIGKILL'));

it('creates only its own collections: auth has no bus', async () => {
  const port = await freePort();
  const database = `auth-collections-${port}`;
  service = spawn(process.execPath, [path.resolve(__dirname, '../../build/index.js')], {
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', JWT_KEY: TEST_JWT_KEY },
      ...{ MONGO_URI: `${process.env.TEST_MONGO_URI}/${database}`, LOG_LEVEL: 'silent' },
    },
    stdio: 'inherit',
  });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 30_000);
  const db = mongoose.connection.useDb(database);
  const collections = await db.listCollections();
  await db.dropDatabase();
  expect(collections.map(({ name }) => name).toSorted()).toEqual(['signinfailures', 'users']);
}, 60_000);
