import os from 'node:os';
import mongoose from 'mongoose';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import type { PendingOutbox, StoredDeadLetter } from './documents';

const ANSWER_MS = 5_000;

/** No check needs them, and no proof may print them. */
const HIDDEN = { outbox: 0, password: 0, token: 0, search: 0, description: 0 };

type Document = mongoose.mongo.Document;

/** The databases of a shop, read without models, so that nothing malformed is hidden. */
export class Databases {
  private constructor(private readonly clients: ReadonlyMap<string, mongoose.mongo.MongoClient>) {}

  /**
   * Opens the databases of a shop for some work and closes them afterwards.
   * @param uris by name
   * @throws UserError when one does not answer
   */
  static async use<T>(uris: Record<string, string>, read: (databases: Databases) => Promise<T>): Promise<T> {
    const clients = new Map<string, mongoose.mongo.MongoClient>();
    try {
      for (const [name, uri] of Object.entries(uris)) clients.set(name, open(name, uri));
      return await read(new Databases(clients));
    } finally {
      await Promise.all([...clients.values()].map((client) => client.close()));
    }
  }

  get names(): string[] {
    return [...this.clients.keys()];
  }

  /** All documents of a collection, or those that match; ids as text, without secrets. */
  async all<T extends { id: string }>(name: string, collection: string, filter: object = {}): Promise<T[]> {
    const documents = await this.ask(name, (db) =>
      db.collection(collection).find(filter, { projection: HIDDEN }).toArray(),
    );
    return documents.map(({ _id, ...fields }) => ({ ...fields, id: String(_id) }) as unknown as T);
  }

  /** The unpublished events of all outboxes of a database. */
  async outboxes(name: string): Promise<PendingOutbox[]> {
    const pending = { $or: [{ outboxAt: { $exists: true } }, { 'outbox.0': { $exists: true } }] };
    return this.ask(name, async (db) => {
      const collections = await db.collections();
      const found = collections.map(async (collection) => {
        const documents = await collection.find(pending, { projection: { outbox: 1 } }).toArray();
        return documents.map((document) => pendingOutbox(name, collection.collectionName, document));
      });
      return (await Promise.all(found)).flat();
    });
  }

  /** The events that a service has dead-lettered. */
  async deadLetters(name: string): Promise<StoredDeadLetter[]> {
    const letters = await this.all<StoredDeadLetter>(name, 'deadletters');
    return letters.map((letter) => ({ ...letter, database: name }));
  }

  private async ask<T>(name: string, question: (db: mongoose.mongo.Db) => Promise<T>): Promise<T> {
    const client = this.clients.get(name);
    if (!client) throw new UserError(`there is no database ${name}`);
    try {
      return await question(client.db());
    } catch (error) {
      throw new UserError(`the database ${name} cannot be read: ${oneLine(messageOf(error))}`);
    }
  }
}

/** An id as the database stores it. */
export const toObjectId = (id: string): mongoose.mongo.ObjectId => new mongoose.mongo.ObjectId(id);

function open(name: string, uri: string): mongoose.mongo.MongoClient {
  try {
    const options = {
      serverSelectionTimeoutMS: ANSWER_MS,
      connectTimeoutMS: ANSWER_MS,
      socketTimeoutMS: 60_000,
    };
    // The driver loads `os` by itself in a way that jest cannot follow.
    return new mongoose.mongo.MongoClient(uri, { ...options, runtimeAdapters: { os } });
  } catch (error) {
    throw new UserError(`mongo.${name} is no address of a database: ${oneLine(messageOf(error))}`);
  }
}

function pendingOutbox(database: string, collection: string, { _id, outbox }: Document): PendingOutbox {
  const entries = Array.isArray(outbox) ? (outbox as { key?: string }[]) : [];
  return { database, collection, id: String(_id), keys: entries.map(({ key }) => String(key)) };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
