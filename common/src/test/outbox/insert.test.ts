import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import os from 'node:os';
import mongoose, { model, Schema, Types, type Connection } from 'mongoose';
import { aggregate, type AggregateFields, type AggregateModel } from '../../outbox/aggregate';
import { insert } from '../../outbox/insert';
import { isDatabaseUnavailable } from '../../database/database';
import { useDatabase } from '../../testing';

interface Ticket {
  seat: number;
}

const schema = new Schema<Ticket & AggregateFields>({ seat: { type: Number, unique: true } });
schema.plugin(aggregate);
const TicketModel = model<Ticket & AggregateFields>('Ticket', schema);

const ticket = (seat: number | string): object => ({ _id: new Types.ObjectId(), seat, outbox: [], rev: 0 });
/** Inserts at the same moment. */
const insertAll = (
  documents: object[],
  target: AggregateModel = TicketModel,
): Promise<PromiseSettledResult<boolean>[]> =>
  Promise.allSettled(documents.map((document) => insert(target, document)));
const stored = (value: boolean): object => ({ status: 'fulfilled', value });
const seats = async (): Promise<number[]> => (await TicketModel.find().sort('seat')).map(({ seat }) => seat);

/** Another connection to the same database, perhaps by another port. */
const connect = (options: mongoose.ConnectOptions, port = mongoose.connection.port): Promise<Connection> =>
  mongoose
    .createConnection(`mongodb://127.0.0.1:${port}/${mongoose.connection.name}`, {
      ...options,
      runtimeAdapters: { os },
    })
    .asPromise();

useDatabase();
afterEach(async () => {
  jest.restoreAllMocks();
  await TicketModel.db.db?.command({ collMod: TicketModel.collection.collectionName, validator: {} });
});

it('stores concurrent documents by one call, without undefined fields', async () => {
  const calls = (['insertOne', 'insertMany'] as const).map((name) =>
    jest.spyOn(TicketModel.collection, name),
  );

  const results = await insertAll([1, 2, 3, 4, 5].map((seat) => ({ ...ticket(seat), note: undefined })));

  expect(results).toEqual([1, 2, 3, 4, 5].map(() => stored(true)));
  await expect(seats()).resolves.toEqual([1, 2, 3, 4, 5]);
  await expect(TicketModel.countDocuments({ note: { $exists: true } })).resolves.toBe(0);
  expect(calls.map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
});

it('says to each of many at once whether a unique index refused it', async () => {
  const results = await insertAll([1, 2, 2, 3, 1, 4].map(ticket));

  expect(results).toEqual([true, true, false, true, false, true].map(stored));
  await expect(seats()).resolves.toEqual([1, 2, 3, 4]);
});

it('refuses one document of many alone when the server does', async () => {
  const { collectionName } = TicketModel.collection;
  const validator = { seat: { $type: 'number' } };
  await TicketModel.db.db?.command({ collMod: collectionName, validator });

  const results = await insertAll([1, 2, 'window', 3].map(ticket));

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(results[2]).toMatchObject({ reason: { code: 121, message: 'Document failed validation' } });
  await expect(seats()).resolves.toEqual([1, 2, 3]);
});

it('tries alone what could not be sent, and stores the others', async () => {
  const cyclic: Record<string, unknown> = ticket(3) as Record<string, unknown>;
  cyclic.self = cyclic;

  const results = await insertAll([ticket(1), ticket(2), cyclic, ticket(4)]);

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  await expect(seats()).resolves.toEqual([1, 2, 4]);
});

it('calls nothing stored when the server refuses the whole call', async () => {
  const strict = await connect({ writeConcern: { w: 3 } }); // not on a standalone server

  const results = await insertAll(
    [1, 2, 3].map(ticket),
    strict.model<Ticket & AggregateFields>('Ticket', schema),
  );
  await strict.close();

  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await expect(seats()).resolves.toEqual([]);
});

it('tells each that the database is unavailable, whose reason the driver hides', async () => {
  const sockets: Socket[] = [];
  const road = createServer((socket) => {
    const beyond = createConnection(mongoose.connection.port);
    sockets.push(socket, beyond);
    socket
      .on('error', () => undefined)
      .pipe(beyond.on('error', () => undefined))
      .pipe(socket);
  });
  await once(road.listen(0), 'listening');
  const { port } = road.address() as AddressInfo;
  const lost = await connect({ serverSelectionTimeoutMS: 200 }, port);
  road.close();
  for (const socket of sockets) socket.destroy();

  const results = await insertAll(
    [1, 2, 3].map(ticket),
    lost.model<Ticket & AggregateFields>('Ticket', schema),
  );
  await lost.destroy();

  for (const result of results) {
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'MongoBulkWriteError' } });
    expect(isDatabaseUnavailable((result as PromiseRejectedResult).reason)).toBe(true);
  }
});
