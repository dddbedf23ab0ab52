import type mongoose from 'mongoose';
import { readStack } from '../stack';
import { UserError } from '../user-error';

export type Db = mongoose.mongo.Db;
/** A document as it is stored; ids are text or ObjectId. */
export interface Stored {
  _id: unknown;
  [field: string]: unknown;
}

const ANSWER_WITHIN_MS = 5_000;

/** The databases of a shop, opened on first use. Operators send requests to services through them. */
export class Databases {
  private readonly clients = new Map<string, mongoose.mongo.MongoClient>();

  private constructor(private readonly uris: Partial<Record<string, string>>) {}

  /**
   * Opens them for some work and closes them behind it.
   * @param stackFile the stack.json of the shop: of it, `mongo` is read, an address for each service
   * @throws UserError when there is none, or one of them goes away meanwhile
   */
  static async use<T>(stackFile: string, work: (databases: Databases) => Promise<T>): Promise<T> {
    const { mongo } = readStack(stackFile);
    if (!mongo) throw new UserError(`${stackFile} is not the stack.json of a shop: it has no mongo`);
    return Databases.useOf(mongo, work);
  }

  /**
   * The same with the addresses themselves.
   * @param uris the address of each service's database
   */
  static async useOf<T>(
    uris: Partial<Record<string, string>>,
    work: (databases: Databases) => Promise<T>,
  ): Promise<T> {
    const databases = new Databases(uris);
    try {
      return await work(databases);
    } catch (error) {
      if (!(error instanceof Error) || !error.name.startsWith('Mongo')) throw error;
      throw new UserError(`a database does not answer any more: ${error.message}`, 1);
    } finally {
      await Promise.all([...databases.clients.values()].map((client) => client.close()));
    }
  }

  /** @throws UserError when the service's database does not answer */
  async of(service: string): Promise<Db> {
    const open = this.clients.get(service);
    if (open) return open.db();
    const uri = this.uris[service];
    if (!uri) throw new UserError(`the stack.json names no database of ${service}`);
    // Only now: a line about bad input need not wait for it.
    const { mongo } = await import('mongoose');
    try {
      const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: ANSWER_WITHIN_MS });
      this.clients.set(service, client);
      await client.connect();
      return client.db();
    } catch (error) {
      throw new UserError(`the database of ${service} does not answer: ${(error as Error).message}`, 1);
    }
  }
}
