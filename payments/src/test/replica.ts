import os from 'node:os';
import mongoose, { Mongoose } from 'mongoose';
import type * as replicaModules from './replica-modules';

/** One copy of the payments service: its own modules, locks, models and connection; the same database. */
export type Replica = typeof replicaModules;

/** Loads a further copy of the service into this process, as another pod would run it. */
export async function startReplica(): Promise<Replica & { stop(): Promise<void> }> {
  const own = new Mongoose();
  const library = Object.assign(own, { model: own.model.bind(own), __esModule: true, default: own });
  let modules: Replica | undefined;
  jest.isolateModules(() => {
    jest.doMock('mongoose', () => library);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- isolation ends with this function
    modules = require('./replica-modules') as Replica;
    jest.dontMock('mongoose');
  });
  if (!modules) throw new Error('no copy was loaded');
  const { host, port, name } = mongoose.connection;
  own.set('autoIndex', false);
  await own.connect(`mongodb://${host}:${port}`, { dbName: name, runtimeAdapters: { os } });
  return { ...modules, stop: () => own.disconnect() };
}
