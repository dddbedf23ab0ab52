import os from 'node:os';
import mongoose from 'mongoose';
import { readStack } from './stack';

type Filter = Record<string, unknown>;

const clients: mongoose.mongo.MongoClient[] = [];

/** A collection of the running shop. */
export function collection(database: string, name: string): mongoose.mongo.Collection {
  const client = new mongoose.mongo.MongoClient(readStack().mongo[database] ?? '', {
    runtimeAdapters: { os },
  });
  clients.push(client);
  return client.db().collection(name);
}

/** Names a document by its id. */
export const idOf = (id: string): Filter => ({ _id: new mongoose.mongo.ObjectId(id) });

/** Reverts a change. */
export type Undo = () => Promise<void>;

/** Changes a stored document without its service. @returns what reverts the change */
export async function edit(database: string, name: string, filter: Filter, update: Filter): Promise<Undo> {
  const documents = collection(database, name);
  const before = await documents.findOneAndUpdate(filter, update);
  if (!before) throw new Error(`${database}.${name} has nothing like ${JSON.stringify(filter)}`);
  return async () => void (await documents.replaceOne({ _id: before._id }, before));
}

/** Closes what `collection` has opened. */
export async function closeCollections(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.close()));
}
