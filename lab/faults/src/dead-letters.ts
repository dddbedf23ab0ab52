import os from 'node:os';
import mongoose from 'mongoose';
import { readStack } from '@ecommerce/e2e/stack';

/** What each of these services has set aside: `subject raw`. */
export async function deadLettersOf(services: readonly string[]): Promise<Map<string, Set<string>>> {
  const entries = services.map(async (service) => {
    const uri = readStack().mongo[service] ?? '';
    const client = new mongoose.mongo.MongoClient(uri, { runtimeAdapters: { os } });
    try {
      const letters = await client.db().collection('deadletters').find().toArray();
      return [service, new Set(letters.map(({ subject, raw }) => `${subject} ${raw}`))] as const;
    } finally {
      await client.close();
    }
  });
  return new Map(await Promise.all(entries));
}
