/** `npm run upgrade:record`: records what the shop of an earlier commit stores, for infra/e2e/recorded. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readArguments } from '@ecommerce/events/operate/arguments';
import { runCommand } from '@ecommerce/events/operate/run-command';
import { UserError } from '@ecommerce/events/user-error';
import mongoose from 'mongoose';
import { readStack } from '../stack';
import { startShop } from '../start-shop';
import { closeCollections } from '../stored';
import { DATA_FILES, type StoredLine, writeRecording } from './recording';
import { playStory } from './story';

/** Secrets of the recording: words instead of what a scanner takes for a leaked key. */
const WORDS: Record<string, string> = {
  jwtKey: 'the session key of a recorded shop',
  natsUser: 'shop',
  natsPassword: 'recorded',
  stripeSecretKey: 'sk_test_recorded',
  stripePublishableKey: 'pk_test_recorded',
};

const HELP = `npm run upgrade:record -- <checkout>    records what the shop of an earlier commit stores

  <checkout>    a worktree of that commit with its packages installed (git worktree add, npm ci)
  --help        this text`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { help: { type: 'boolean', short: 'h' } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [checkout, ...more] = positionals;
  if (!checkout || more.length > 0 || !existsSync(path.join(checkout, 'infra/local/start.mjs')))
    throw new UserError('name a checkout of the commit to record: npm run upgrade:record -- <checkout>');
  await record(checkout);
  return 0;
}

async function record(checkout: string): Promise<void> {
  const git = ['-C', checkout, 'rev-parse', '--short=7', 'HEAD'];
  const commit = execFileSync('git', git).toString().trim();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'shop-recorded-'));
  const shop = startShop(dataDir, {}, checkout);
  try {
    await shop.ready();
    const { facts, broker } = await playStory();
    // Nobody writes any more: what is in the databases now is what a crash leaves.
    for (const name of Object.keys(readStack().services)) stopProcess(name);
    const recordedAt = new Date().toISOString();
    const files = readFiles(dataDir);
    writeRecording(commit, { facts: { recordedAt, ...facts }, broker, mongo: await dumpDatabases(), files });
    console.log(`infra/e2e/recorded/${commit}: ${broker.length} events, ${facts.answers.length} answers`);
  } finally {
    await closeCollections();
    for (const name of [...Object.keys(readStack().services), 'nats']) stopProcess(name, 'SIGCONT');
    shop.process.kill('SIGTERM');
    if (shop.process.exitCode === null) await once(shop.process, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function stopProcess(name: string, signal: NodeJS.Signals = 'SIGSTOP'): void {
  const pid = readStack().processes[name];
  if (pid !== undefined) process.kill(pid, signal);
}

function readFiles(dataDir: string): Record<string, string> {
  const texts = DATA_FILES.map((name) => [name, readFileSync(path.join(dataDir, name), 'utf8')] as const);
  const files = Object.fromEntries(texts);
  const names = Object.keys(JSON.parse(files['secrets.json'] ?? '') as object);
  const secrets = Object.fromEntries(names.map((name) => [name, WORDS[name] ?? 'recorded']));
  return { ...files, 'secrets.json': `${JSON.stringify(secrets, null, 2)}\n` };
}

async function dumpDatabases(): Promise<Record<string, StoredLine[]>> {
  const dumps = Object.entries(readStack().mongo).map(async ([service, uri]) => {
    const client = new mongoose.mongo.MongoClient(uri, { runtimeAdapters: { os } });
    try {
      return [service, await dump(client.db())] as const;
    } finally {
      await client.close();
    }
  });
  return Object.fromEntries(await Promise.all(dumps));
}

async function dump(db: mongoose.mongo.Db): Promise<StoredLine[]> {
  const lines: StoredLine[] = [];
  const collections = await db.collections();
  for (const collection of collections.toSorted((a, b) => (a.collectionName < b.collectionName ? -1 : 1))) {
    const indexes = (await collection.indexes()) as { name: string; key: object }[];
    lines.push({ collection: collection.collectionName, indexes });
    const documents = await collection.find().sort({ _id: 1 }).toArray();
    lines.push(...documents.map((document) => ({ document })));
  }
  return lines;
}

runCommand(main);
