import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import os from 'node:os';
import mongoose, { Schema } from 'mongoose';
import { isDatabaseUnavailable } from '../../database/database';
import { DatabaseTimeoutError, withDatabaseTimeout, limitCalls } from '../../database/database-deadline';

const WITHIN_MS = 1500;
/** More than the buffers between two processes of one machine hold. */
const LARGE = 'x'.repeat(14_000_000);

/** Forwards to mongod until it is stopped; then it accepts no more bytes. */
class Proxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((client) => this.#carry(client));

  constructor(private readonly port: number) {}

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  stall(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #carry(client: Socket): void {
    const server = connect(this.port, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    }
    client.pipe(server).pipe(client);
  }
}

const Note = mongoose.model('Note', new Schema({ _id: String, text: String }));
let proxy: Proxy;

beforeAll(async () => {
  proxy = new Proxy(Number(new URL(process.env.TEST_MONGO_URI!).port));
  mongoose.set('bufferCommands', false);
  limitCalls(WITHIN_MS);
  const uri = `mongodb://127.0.0.1:${await proxy.open()}/deadline-${process.pid}`;
  const limits = { socketTimeoutMS: 200, serverSelectionTimeoutMS: 20_000 };
  await mongoose.connect(uri, { ...limits, runtimeAdapters: { os } });
});

afterAll(async () => {
  try {
    await mongoose.connection.dropDatabase();
  } finally {
    await mongoose.disconnect();
    proxy.close();
  }
});

beforeEach(() => Note.updateOne({ _id: 'kept' }, { text: 'short' }, { upsert: true }));

it.each([
  ['an update', () => Note.updateOne({ _id: 'kept' }, { text: LARGE }).then(() => undefined)],
  ['an aggregation', () => Note.aggregate([{ $match: { text: LARGE } }]).then(() => undefined)],
  ['a save', () => new Note({ _id: 'new', text: LARGE }).save().then(() => undefined)],
  [
    'a bulk write',
    () =>
      Note.bulkWrite([{ updateOne: { filter: { _id: 'kept' }, update: { text: LARGE } } }]).then(
        () => undefined,
      ),
  ],
])('%s that the driver never ends fails in time, and the next call succeeds', async (_name, call) => {
  proxy.stall();
  const error: unknown = await call().catch((reason: unknown) => reason);
  expect(error instanceof DatabaseTimeoutError).toBe(true);
  expect(isDatabaseUnavailable(error)).toBe(true);
  const kept = await Note.findById('kept').lean();
  expect(kept?.text?.length).toBe('short'.length);
  expect(await Note.exists({ _id: 'new' })).toBeNull();
});

it('passes on a result or failure that comes in time', async () => {
  await expect(Note.findById('kept').lean()).resolves.toMatchObject({ text: 'short' });
  await expect(new Note({ _id: 'kept' }).save()).rejects.toMatchObject({ code: 11000 });
  await expect(withDatabaseTimeout(Promise.reject(new Error('no')), WITHIN_MS)).rejects.toThrow('no');
});
