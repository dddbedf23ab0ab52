import { randomBytes } from 'node:crypto';
import os from 'node:os';
import type * as memoryServer from 'mongodb-memory-server';
import mongoose from 'mongoose';

/** Loads the library only now: that takes as long as all of Mongoose, and jest's sandbox refuses `import()`. */
function startServer(): Promise<memoryServer.MongoMemoryServer> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { MongoMemoryServer } = require('mongodb-memory-server') as typeof memoryServer;
  return MongoMemoryServer.create();
}

/**
 * Gives a test file a database on a real mongod, emptied before each test.
 * Uses the server of TEST_MONGO_URI, or starts one.
 */
export function useDatabase(): void {
  let server: memoryServer.MongoMemoryServer | undefined;

  beforeAll(async () => {
    const given = process.env.TEST_MONGO_URI;
    if (!given) server = await startServer();
    const uri = given ?? server?.getUri() ?? '';
    mongoose.set('autoIndex', false);
    await mongoose.connect(uri, {
      dbName: `test_${randomBytes(6).toString('hex')}`,
      // The driver would load it by a dynamic import(), which jest's sandbox refuses; it then says nothing of why.
      runtimeAdapters: { os },
    });
    await Promise.all(Object.values(mongoose.models).map((model) => model.createIndexes()));
  });

  beforeEach(async () => {
    await Promise.all(
      Object.values(mongoose.connection.collections).map((collection) => collection.deleteMany({})),
    );
  });

  afterAll(async () => {
    await mongoose.connection.dropDatabase();
    await mongoose.disconnect();
    await server?.stop();
  });
}
