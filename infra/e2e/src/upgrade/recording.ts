import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Observation } from '@ecommerce/audit/observations';
import mongoose from 'mongoose';

const { EJSON } = mongoose.mongo.BSON;

/** Where recordings are kept, one folder for each commit. */
export const RECORDINGS = path.resolve(__dirname, '../../recorded');

/** A line of `mongo/<service>.jsonl`: a collection with its indexes, or a document of the collection before it. */
export type StoredLine =
  | { collection: string; indexes: { name: string; key: object; v?: number; ns?: string }[] }
  | { document: { _id: unknown } };

/** A line of `broker.jsonl`, in the order in which the broker took them. */
export interface PublishedEvent {
  subject: string;
  data: string;
}

/** What somebody was answered by the old version, right before it was killed. */
export interface RecordedAnswer {
  /** An account's e-mail; absent for somebody who is not signed in. */
  as?: string;
  path: string;
  body: unknown;
}

/** `facts.json`: what a test has to know of the data, and what was answered about it. */
export interface Facts {
  /** ISO 8601. */
  recordedAt: string;
  seller: string;
  buyer: string;
  /** Answers about what nothing under way changes any more. */
  answers: RecordedAnswer[];
  /** Ids of products, in the order in which a list named them. */
  lists: { path: string; ids: string[] }[];
  /** A product whose picture has an http address. */
  httpPicture: string;
  /** A product whose product:created was not sent. */
  unannounced: string;
  /** An order that was placed under an idempotency key. */
  keyed: { id: string; key: string; items: { productId: string; quantity: number }[] };
  /** Orders by what was under way when the shop was killed. */
  orders: Record<OrderUnderWay, string>;
  observations: Observation[];
}

/**
 * - open, declined: wait for a (second) card
 * - unheard: its order:created was not sent
 * - cancelled: its order:cancelled was not sent
 * - paid: its payment:created was not sent, and its stock:confirmed neither
 * - refunded: its payment:refunded was not sent
 * - charging: the outcome of its charge is unknown, and its payment is claimed
 * - unknown: the outcome of its charge is unknown, and its payment knows that
 */
export type OrderUnderWay =
  'open' | 'declined' | 'unheard' | 'cancelled' | 'paid' | 'refunded' | 'charging' | 'unknown';

/** All that a shop has stored, as text that people can read. */
export interface Recording {
  facts: Facts;
  broker: PublishedEvent[];
  mongo: Record<string, StoredLine[]>;
  /** Other files of the data folder, by their paths in it. */
  files: Record<string, string>;
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);
const toLines = (values: readonly string[]): string => values.map((value) => `${value}\n`).join('');

/** Reads a recording. @throws Error when there is none of this commit */
export function readRecording(commit: string): Recording {
  const folder = path.join(RECORDINGS, commit);
  const json = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const databases = readdirSync(path.join(folder, 'mongo')).map((file) => {
    const stored = linesOf(path.join(folder, 'mongo', file));
    return [path.parse(file).name, stored.map((line) => EJSON.parse(line) as StoredLine)] as const;
  });
  return {
    facts: json('facts.json') as Facts,
    broker: linesOf(path.join(folder, 'broker.jsonl')).map((line) => JSON.parse(line) as PublishedEvent),
    mongo: Object.fromEntries(databases),
    files: Object.fromEntries(
      DATA_FILES.filter((file) => existsSync(path.join(folder, 'data', file))).map((file) => [
        file,
        readFileSync(path.join(folder, 'data', file), 'utf8'),
      ]),
    ),
  };
}

/** What a data folder holds beside databases, the broker's store, and what each start makes anew. */
export const DATA_FILES = ['VERSION', 'state.json', 'secrets.json', 'stripe/journal.jsonl'];

/** Writes a recording, in the place of the one before. */
export function writeRecording(commit: string, { facts, broker, mongo, files }: Recording): void {
  const folder = path.join(RECORDINGS, commit);
  rmSync(folder, { recursive: true, force: true });
  const write = (name: string, text: string): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  write('facts.json', `${JSON.stringify(facts, null, 2)}\n`);
  write('broker.jsonl', toLines(broker.map((event) => JSON.stringify(event))));
  for (const [service, stored] of Object.entries(mongo))
    write(`mongo/${service}.jsonl`, toLines(stored.map((line) => EJSON.stringify(line, { relaxed: true }))));
  for (const [name, text] of Object.entries(files)) write(`data/${name}`, text);
}
