import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import mongoose from 'mongoose';
import { type Database, adminUri, createUsers, hasUsers } from '../../programs/database-users';
import { freePorts } from '../../ports';
import { tcpProbe, untilReady } from '../../supervisor/readiness';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
const secrets = { natsPassword: '', mongoPassword: '12e4', mongoAdminPassword: '13e4' };
let server: ChildProcess | undefined;
let database: Database;

beforeEach(async () => {
  const [port = 0] = await freePorts(1);
  database = { folder: folder.path, port, service: 'orders', secrets };
});
afterEach(stop);

async function start(...flags: string[]): Promise<void> {
  const args = ['--dbpath', folder.path, '--bind_ip', '127.0.0.1', '--nounixsocket', ...flags];
  server = spawn(process.env.MONGOMS_SYSTEM_BINARY ?? '', [...args, '--port', String(database.port)], {
    stdio: 'ignore',
  });
  await untilReady(tcpProbe(database.port), () => {});
}

async function stop(): Promise<void> {
  if (server === undefined || server.exitCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

/** Works on a database with a login, or without. */
async function as<T>(login: string, work: (client: mongoose.mongo.MongoClient) => Promise<T>): Promise<T> {
  const options = { runtimeAdapters: { os } };
  const client = new mongoose.mongo.MongoClient(
    `mongodb://${login}127.0.0.1:${database.port}/orders`,
    options,
  );
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const OWN = 'orders:12e4@';
const read = (login: string, name = 'orders'): Promise<number> =>
  as(login, (client) => client.db(name).collection('orders').countDocuments());

it('keeps the data of an earlier version, which had no users, and lets only the service read them', async () => {
  await start();
  await as('', (client) => client.db().collection('orders').insertOne({ status: 'Complete' }));
  await stop();
  await start('--auth');
  expect(hasUsers(folder.path)).toBe(false);
  await createUsers(database);
  expect(hasUsers(folder.path)).toBe(true);
  expect(await read(OWN)).toBe(1);
  await expect(read('')).rejects.toMatchObject({ code: 13 });
  await expect(read('orders:wrong@')).rejects.toMatchObject({ code: 18 });
});

it('gives the user rights on its own database alone', async () => {
  await start('--auth');
  await createUsers(database);
  for (const other of ['admin', 'local', 'auth', 'config'])
    await expect(read(OWN, other)).rejects.toMatchObject({ code: 13 });
  const shutDown = as(OWN, (client) => client.db('admin').command({ shutdown: 1 }));
  await expect(shutDown).rejects.toMatchObject({ code: 13 });
  const another = { createUser: 'another', pwd: 'a', roles: [] };
  await expect(as(OWN, (client) => client.db().command(another))).rejects.toMatchObject({ code: 13 });
  await expect(as('', (client) => client.db('admin').command(another))).rejects.toMatchObject({ code: 13 });
});

it('completes what was interrupted after the first user', async () => {
  await start('--auth');
  await as('', (client) => client.db('admin').command({ createUser: 'admin', pwd: '13e4', roles: ['root'] }));
  await createUsers(database);
  await createUsers(database);
  expect(await read(OWN)).toBe(0);
});

it('has an administrator for tools', async () => {
  await start('--auth');
  await createUsers(database);
  const client = new mongoose.mongo.MongoClient(adminUri(database.port, secrets), {
    runtimeAdapters: { os },
  });
  expect(await client.db('admin').command({ serverStatus: 1 })).toMatchObject({ ok: 1 });
  await client.close();
});

it('says in one line what to do when secrets.json is another than that of the data', async () => {
  await start('--auth');
  await createUsers(database);
  const lost = { ...database, secrets: { ...secrets, mongoAdminPassword: 'another' } };
  await expect(createUsers(lost)).rejects.toThrow(
    /has other passwords than secrets.json: put that file back/,
  );
});
