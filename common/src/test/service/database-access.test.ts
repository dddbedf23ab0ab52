import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server';
import { mongo } from 'mongoose';
import { CLUSTER_ID, eventually, freePort, TEST_JWT_KEY } from '../../testing';

const ENTRY = path.resolve(__dirname, '../../../build/test/service/draining-service.js');
const PASSWORD = 'correct-horse';

const startMongod = (): Promise<MongoMemoryServer> =>
  MongoMemoryServer.create({
    instance: { ip: '127.0.0.1', storageEngine: 'wiredTiger' },
    auth: { enable: true, customRootName: 'shop', customRootPwd: PASSWORD },
  });

const uriOf = (server: MongoMemoryServer, password: string): string =>
  `mongodb://shop:${password}@${new URL(server.getUri()).host}/orders?authSource=admin`;

let service: ChildProcess | undefined;
let mongod: MongoMemoryServer;

beforeAll(async () => {
  mongod = await startMongod();
}, 60_000);
afterEach(() => service?.kill('SIGKILL'));
afterAll(() => mongod.stop());

/** Starts a service; `logs` and `errors` grow by what it writes to standard output and standard error. */
async function startService(uri: string) {
  const port = await freePort();
  const child = spawn(process.execPath, [ENTRY], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      HOST: '127.0.0.1',
      JWT_KEY: TEST_JWT_KEY,
      MONGO_URI: uri,
      NATS_URL: 'nats://127.0.0.1:1',
      NATS_CLUSTER_ID: CLUSTER_ID,
      NATS_CLIENT_ID: 'access-1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  service = child;
  const [logs, errors]: [string[], string[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => logs.push(data.toString()));
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
  return { port, logs, errors, exited: once(child, 'close') };
}

it('ends with one line when the database refuses the password', async () => {
  const { errors, exited } = await startService(uriOf(mongod, 'secret-guess'));
  expect(await exited).toEqual([1, null]);
  expect(errors.join('')).toBe(
    'bad settings: MONGO_URI has a wrong user name or password: authentication failed\n',
  );
}, 60_000);

it('ends with one line when the database asks for a user and the address names none', async () => {
  const { errors, exited } = await startService(`mongodb://${new URL(mongod.getUri()).host}/orders`);
  expect(await exited).toEqual([1, null]);
  expect(errors.join('')).toBe(
    'bad settings: MONGO_URI must name a user who may write to the database: not authorized\n',
  );
}, 60_000);

it('ends with one line when the user may create indexes and read nothing', async () => {
  const client = await mongo.MongoClient.connect(uriOf(mongod, PASSWORD), { runtimeAdapters: { os } });
  const admin = client.db('admin');
  const resource = { db: 'orders', collection: '' };
  const privileges = [{ resource, actions: ['createCollection', 'createIndex'] }];
  await admin.command({ createRole: 'indexer', privileges, roles: [] });
  await admin.command({ createUser: 'indexer', pwd: PASSWORD, roles: ['indexer'] });
  await client.close();
  const { errors, exited } = await startService(uriOf(mongod, PASSWORD).replace('shop:', 'indexer:'));
  expect(await exited).toEqual([1, null]);
  expect(errors.join('')).toMatch(/^bad settings: MONGO_URI must name a user [^\n]*\n$/);
}, 60_000);

it.each(['mongodb://shop:secret%zz@127.0.0.1/orders', 'mongodb://shop:secret@127.0.0.1:secret/orders'])(
  'ends with one line for the malformed %s',
  async (uri) => {
    const { errors, exited } = await startService(uri);
    expect(await exited).toEqual([1, null]);
    expect(errors.join('')).toMatch(/^bad settings: MONGO_URI is not a valid connection string[^\n]*\n$/);
    expect(errors.join('')).not.toContain('secret');
  },
);

it('waits for a database that is unavailable', async () => {
  const uri = uriOf(mongod, PASSWORD);
  await mongod.stop({ doCleanup: false });
  const { port, logs } = await startService(uri);
  await eventually(() => logs.join('').includes('database is unavailable'));
  await mongod.start(true);
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 60_000);
}, 90_000);

it('logs once that the database became unavailable, and once that it is back, of no request', async () => {
  const { port, logs, exited } = await startService(uriOf(mongod, PASSWORD));
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/readyz`)).ok, 60_000);
  const countTasks = () => Promise.all(Array.from({ length: 30 }, () => fetch(`${url}/tasks`)));
  await countTasks();
  await mongod.stop({ doCleanup: false });
  await eventually(() => logs.join('').includes('no connection to the database'));
  const meanwhile = countTasks();
  await mongod.start(true);
  await eventually(() => logs.join('').includes('connected to the database'), 60_000);
  await meanwhile;
  service?.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  const lines = logs
    .join('')
    .split('\n')
    .filter((line) => line.endsWith(' to the database"}'))
    .map((line) => JSON.parse(line) as { msg: string; requestId?: string });
  expect(lines.map(({ msg, requestId }) => [msg, requestId])).toEqual([
    ['no connection to the database', undefined],
    ['connected to the database', undefined],
  ]);
}, 90_000);
