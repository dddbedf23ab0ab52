import os from 'node:os';
import mongoose from 'mongoose';
import type { Settings } from './config';

export type MongoClient = mongoose.mongo.MongoClient;
export type Db = mongoose.mongo.Db;
export type Document = mongoose.mongo.Document;

/** Connects to the server of MONGO_URI for as long as `use` runs, and hands it the name of the database. */
export async function withDatabase<T>(
  { mongoUri }: Settings,
  use: (client: MongoClient, database: string) => Promise<T>,
): Promise<T> {
  const client = new mongoose.mongo.MongoClient(mongoUri, {
    serverSelectionTimeoutMS: 30_000,
    writeConcern: { w: 'majority', journal: true },
    runtimeAdapters: { os },
  });
  try {
    await client.connect();
    return await use(client, client.db().databaseName);
  } finally {
    await client.close();
  }
}
