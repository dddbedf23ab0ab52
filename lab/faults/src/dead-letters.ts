import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { readStack } from '@ecommerce/e2e/stack';
import { readFlows } from '@ecommerce/events/flows';

const READ_EVERY_MS = 500;

/** An event that was published to become a dead letter. */
export interface MalformedEvent {
  subject: string;
  data: string;
}

/** The services that consume a subject, read from their listeners. */
export function consumersOf(subject: string): string[] {
  return readFlows().get(subject)?.consumedBy ?? [];
}

/**
 * Waits until each consumer of each event has it as a dead letter.
 * @returns a sentence for each dead letter that is still missing after `withinMs`
 * @throws Error when no event has a consumer, so that nothing was tested, and when the dead letters cannot be read
 */
export async function missingDeadLetters(
  published: readonly MalformedEvent[],
  withinMs: number,
  read = deadLettersOf,
): Promise<string[]> {
  const subjects = new Set(published.map(({ subject }) => subject));
  const consumers = new Map([...subjects].map((subject) => [subject, consumersOf(subject)]));
  const services = [...new Set([...consumers.values()].flat())];
  if (services.length === 0) throw new Error('no malformed event was published to a consumer');
  const missing = async (): Promise<string[]> => {
    const letters = await read(services);
    return published.flatMap(({ subject, data }) =>
      (consumers.get(subject) ?? [])
        .filter((service) => !letters.get(service)?.has(`${subject} ${data}`))
        .map((service) => `${service} has no dead letter for ${subject} ${data.slice(0, 80)}`),
    );
  };
  const deadline = performance.now() + withinMs;
  let left = await missing();
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(READ_EVERY_MS);
    left = await missing();
  }
  return left;
}

/** The dead letters of each of these services: `subject raw`. */
async function deadLettersOf(services: readonly string[]): Promise<Map<string, Set<string>>> {
  const entries = services.map(async (service) => {
    const uri = readStack().mongo[service];
    if (uri === undefined) throw new Error(`stack.json has no database of ${service}`);
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
