import os from 'node:os';
import mongoose from 'mongoose';
import { services } from '../../../../services.cjs';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

const SERVICES = services.map(({ folder }) => folder);
/** mongod's codes: no login, or one without this right; a wrong login. */
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;

const uriOf = (service: string): URL => new URL(readStack().mongo[service] ?? '');

async function countCollections(uri: URL, database?: string): Promise<number> {
  const client = new mongoose.mongo.MongoClient(uri.href, { runtimeAdapters: { os } });
  try {
    return (await client.db(database).listCollections().toArray()).length;
  } finally {
    await client.close();
  }
}

describe.each(SERVICES)('the database of %s', (service) => {
  it('opens with the address in stack.json', async () => {
    await Shopper.signUp();
    expect(await countCollections(uriOf(service))).toBeGreaterThan(0);
  });

  it('refuses a client without credentials', async () => {
    const uri = uriOf(service);
    uri.username = uri.password = '';
    await expect(countCollections(uri)).rejects.toMatchObject({ code: UNAUTHORIZED });
  });

  it("refuses every other service's credentials", async () => {
    for (const other of SERVICES.filter((name) => name !== service)) {
      const uri = uriOf(service);
      const { username, password } = uriOf(other);
      for (const authSource of [service, other, 'admin']) {
        Object.assign(uri, { username, password });
        uri.searchParams.set('authSource', authSource);
        await expect(countCollections(uri)).rejects.toMatchObject({ code: AUTHENTICATION_FAILED });
      }
    }
  });

  it('gives its user no right on another database', async () => {
    for (const database of ['admin', 'local', 'another'])
      await expect(countCollections(uriOf(service), database)).rejects.toMatchObject({ code: UNAUTHORIZED });
  });
});
