import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DeadLetter, type Listener } from '@datnxecommerce/common';
import { deliver, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import { readRecordings, type RecordedEvent } from '../../recording';
import { REPOSITORY } from '../../repository';

type ListenerClass = new (dependency?: unknown) => Listener;

/** What a service has to do with recorded events. */
export interface Replay {
  /** What only follows on what the service itself did: no other order of deliveries can have it before the rest. */
  consequences?: string[];
  /** What its listeners are made with. */
  dependency?: () => Promise<unknown>;
  /** Stores what was there by other ways than events, such as requests. */
  before?: (events: readonly RecordedEvent[]) => Promise<void>;
  /** Looks at what has become of it. */
  after: (events: readonly RecordedEvent[]) => Promise<void>;
}

/** Deliveries that have to end alike. */
const DELIVERIES: [how: string, arrange: (events: RecordedEvent[]) => RecordedEvent[]][] = [
  ['as they came', (events) => events],
  ['each twice', (events) => events.flatMap((event) => [event, event])],
  ['and all once more at the end', (events) => [...events, ...events]],
  ['backwards', (events) => events.toReversed()],
];

/** Hands the events of every release to today's listeners of a service, with its database. */
export function replays(service: string, { consequences = [], dependency, before, after }: Replay): void {
  const listeners = new Map<string, Listener>();

  // Before the database: it empties the collections of the models that are loaded by then.
  beforeAll(async () => {
    const made = await dependency?.();
    for (const listener of await listenersOf(service, made))
      listeners.set(listener.contract.subject, listener);
  });
  useDatabase();

  describe.each(readRecordings())('$name of $version', ({ events }) => {
    it.each(DELIVERIES)(`${service} takes the events %s`, async (_how, arrange) => {
      await before?.(events);
      const received = events.filter(({ subject }) => listeners.has(subject));
      const isLast = ({ subject }: RecordedEvent): boolean => consequences.includes(subject);
      const deliveries = [
        ...arrange(received.filter((event) => !isLast(event))),
        ...arrange(received.filter(isLast)),
      ];
      for (const { subject, data } of deliveries) await deliver(listeners.get(subject) as Listener, data);
      expect(await DeadLetter.find().lean()).toEqual([]);
      await after(events);
    });
  });
}

/** A collection of the service, past its models: what is looked at is what is stored. */
export const stored = (collection: string) =>
  mongoose.connection.collection<{ _id: mongoose.Types.ObjectId | string; [field: string]: unknown }>(
    collection,
  );

/** The id of a document as it is stored. */
export const idOf = (text: unknown) => new mongoose.Types.ObjectId(String(text));

/** The data of the events of a subject. */
export const dataOf = (events: readonly RecordedEvent[], subject: string) =>
  events.filter((event) => event.subject === subject).map(({ data }) => data);

const STATES_OF_PRODUCTS = ['product:created', 'product:updated'];

/** The newest state of each product in the events. */
export function newestProducts(events: readonly RecordedEvent[]): Record<string, unknown>[] {
  const newest = new Map<unknown, Record<string, unknown>>();
  for (const { subject, data } of events) {
    const known = newest.get(data.id);
    if (STATES_OF_PRODUCTS.includes(subject) && Number(data.version) > Number(known?.version ?? -1)) {
      newest.set(data.id, data);
    }
  }
  return [...newest.values()];
}

/** Expects a service's replica of the products to equal the newest that was published. */
export async function expectProductReplicas(events: readonly RecordedEvent[]): Promise<void> {
  const products = newestProducts(events);
  for (const { id, title, price, quantity, version } of products) {
    const replica = await stored('productreplicas').findOne({ _id: idOf(id) });
    expect(replica).toMatchObject({ title, price, quantity, version });
  }
  expect(await stored('productreplicas').countDocuments()).toBe(products.length);
}

async function listenersOf(service: string, dependency: unknown): Promise<Listener[]> {
  const folder = path.join(REPOSITORY, service, 'build/events/listeners');
  const files = readdirSync(folder).filter((file) => file.endsWith('-listener.js'));
  const modules = await Promise.all(
    files.map((file) => import(path.join(folder, file)) as Promise<Record<string, ListenerClass>>),
  );
  return modules
    .flatMap((module) => Object.values(module))
    .filter((value) => typeof value === 'function')
    .map((Class) => new Class(dependency));
}
