import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { logCommands, MongodLog } from '../mongod-log';

const OWN_NAME = 'counter';
const folder = mkdtempSync(path.join(os.tmpdir(), 'mongod-log-'));
const file = path.join(folder, 'mongod.log');
const database = `bench_${process.pid}`;
const connect = (appName?: string) =>
  new mongoose.mongo.MongoClient(process.env.TEST_MONGO_URI ?? '', { appName, runtimeAdapters: { os } });
const [own, service] = [connect(OWN_NAME), connect()];
let log: MongodLog;

/** The last lines of the log of the mongod that serves this run. */
async function writeLog(): Promise<void> {
  const { log: lines } = (await own.db('admin').command({ getLog: 'global' })) as unknown as {
    log: string[];
  };
  appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

/** @returns what the log has of the commands that `act` sends */
async function logged(act: (lamps: mongoose.mongo.Collection) => Promise<unknown>) {
  await writeLog();
  const before = log.take().length;
  await act(service.db(database).collection('lamps'));
  await writeLog();
  return log.take().slice(before);
}

beforeAll(async () => {
  appendFileSync(file, 'mongod is starting\n');
  log = new MongodLog(file, database);
  await logCommands(own.db(database), OWN_NAME);
  await service.connect();
});

afterAll(async () => {
  await own.db(database).dropDatabase();
  await Promise.all([own.close(), service.close()]);
  log.close();
  rmSync(folder, { recursive: true });
});

const journaled = { writeConcern: { w: 'majority', j: true } } as const;
const unjournaled = { writeConcern: { w: 1, j: false } } as const;

it('has each command once, with its collection and whether it waits for the journal', async () => {
  const commands = await logged(async (lamps) => {
    await lamps.insertOne({ price: 1 }, journaled);
    await lamps.findOne({ price: 1 });
    await lamps.updateOne({ price: 1 }, { $set: { price: 2 } }, journaled);
    await lamps.findOneAndUpdate({ price: 2 }, { $set: { price: 3 } }, unjournaled);
    await lamps.deleteOne({ price: 3 }, { writeConcern: { w: 'majority' } });
    await lamps.aggregate([{ $match: { price: 1 } }]).toArray();
  });
  expect(
    commands.map(({ name, collection, waitsForJournal }) => [name, collection, waitsForJournal]),
  ).toEqual([
    ['insert', 'lamps', true],
    ['find', 'lamps', false],
    ['update', 'lamps', true],
    ['findAndModify', 'lamps', false],
    ['delete', 'lamps', true],
    ['aggregate', 'lamps', false],
  ]);
});

it('has one command for a bulk write of many updates, and each batch of a cursor', async () => {
  const commands = await logged(async (lamps) => {
    const updates = [1, 2, 3].map((price) => ({
      updateOne: { filter: { price }, update: { $set: { price } }, upsert: true },
    }));
    await lamps.bulkWrite(updates, { ordered: false, ...unjournaled });
    await lamps.find({}, { batchSize: 2 }).toArray();
  });
  expect(commands.map(({ name, collection }) => `${name} ${collection}`)).toEqual([
    'update lamps',
    'find lamps',
    'getMore lamps',
  ]);
});

it('gives commands that differ in values only one shape', async () => {
  const [first, second, other] = await logged(async (lamps) => {
    await lamps.findOne({ price: { $in: [1] } });
    await lamps.findOne({ price: { $in: [2, 3] } });
    await lamps.findOne({ price: { $lt: 2 } });
  });
  expect(first?.shape).toBe('find lamps {"price":{"$in":["?"]}}');
  expect(second?.shape).toBe(first?.shape);
  expect(other?.shape).not.toBe(first?.shape);
});

it('leaves out the commands of the named client and those on other databases', async () => {
  const commands = await logged(async () => {
    await own.db(database).collection('lamps').findOne({});
    await service.db('admin').command({ ping: 1 });
  });
  expect(commands).toEqual([]);
});

it('keeps the beginning of a line that is not yet complete', async () => {
  const lines = path.join(folder, 'slow.log');
  const attr = { command: { find: 'lamps', filter: {}, $db: database } };
  const text = `${JSON.stringify({ msg: 'Slow query', attr })}\n`;
  appendFileSync(lines, text.slice(0, 40));
  const slow = new MongodLog(lines, database);
  const taken = [slow.take().length];
  appendFileSync(lines, text.slice(40) + text);
  taken.push(slow.take().length, slow.take().length);
  slow.close();
  expect(taken).toEqual([0, 2, 0]);
});
