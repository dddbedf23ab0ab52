import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../repository';

const run = promisify(execFile);
const SCRIPT = path.join(root, 'infra/k8s/components/backup/backup.sh');

/** The tools of the MongoDB image, on a database that is one file with a line per document. */
const TOOLS: Record<string, string> = {
  mongodump: `for arg; do case $arg in --archive=*) gzip -c "$FAKE_DATABASE" >"\${arg#*=}" ;; --config=*) cp "\${arg#*=}" "$FAKE_DATABASE.config" ;; esac; done`,
  mongorestore: `for arg; do case $arg in --archive=*) gzip -dc "\${arg#*=}" >"$FAKE_DATABASE" ;; esac; done`,
  mongosh: `case "$*" in *drop*) : >"$FAKE_DATABASE" ;; *) grep -c . "$FAKE_DATABASE" || true ;; esac`,
};

let folder: string;
let backups: string;
let database: string;
let tools: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'backup-'));
  [backups, tools, database] = ['backups', 'tools', 'database'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([mkdir(backups), mkdir(tools)]);
  for (const [name, text] of Object.entries(TOOLS)) {
    await writeFile(
      path.join(tools, name),
      `#!/bin/bash\nset -eu\nprintf '%s\\n' "$0 $*" >>"$FAKE_DATABASE.calls"\n${text}\n`,
    );
    await chmod(path.join(tools, name), 0o755);
  }
  await writeFile(database, 'one\ntwo\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const MONGO_URI = 'mongodb://shop:secret-word@order-mongo-svc:27017/orders?replicaSet=rs0';

async function backupSh(...args: string[]): Promise<string> {
  const env = {
    PATH: `${tools}:${process.env.PATH}`,
    MONGO_URI,
    BACKUP_DIR: backups,
    BACKUP_KEEP: '3',
    FAKE_DATABASE: database,
  };
  return (await run('bash', [SCRIPT, ...args], { env })).stdout;
}

const NAME = /orders-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/;

it('makes a backup, lists it, and restores it', async () => {
  const [name] = NAME.exec(await backupSh('backup')) ?? [];
  expect(await backupSh('list')).toBe(`${name}\n`);
  await writeFile(database, '');
  expect(await backupSh('restore')).toBe(`${name}: 2 documents are back\n`);
  expect(await readFile(database, 'utf8')).toBe('one\ntwo\n');
});

it('keeps the newest backups, and deletes what an interrupted run left', async () => {
  const old = ['01', '02', '03'].map((day) => `orders-2026-01-${day}T02-17-00Z`);
  for (const name of old) await writeFile(path.join(backups, `${name}.archive.gz`), '');
  await writeFile(path.join(backups, 'orders-2026-01-04T02-17-00Z.partial'), 'half');
  const [name] = NAME.exec(await backupSh('backup')) ?? [];
  expect((await readdir(backups)).sort()).toEqual(
    [...old.slice(1), name].map((kept) => `${kept}.archive.gz`),
  );
});

it('refuses to restore over documents unless it is told to', async () => {
  await backupSh('backup');
  await writeFile(database, 'three\n');
  await expect(backupSh('restore', 'latest')).rejects.toThrow('orders holds 1 documents: give --replace');
  expect(await readFile(database, 'utf8')).toBe('three\n');
  expect(await backupSh('restore', 'latest', '--replace')).toContain('2 documents are back');
});

it('changes nothing when the backup is damaged or unknown', async () => {
  const [name] = NAME.exec(await backupSh('backup')) ?? [];
  const file = path.join(backups, `${name}.archive.gz`);
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 6));
  await expect(backupSh('restore', 'latest', '--replace')).rejects.toThrow('is damaged; nothing was changed');
  await expect(backupSh('restore', 'orders-2020-01-01T00-00-00Z')).rejects.toThrow('there is no backup');
  expect(await readFile(database, 'utf8')).toBe('one\ntwo\n');
});

it('keeps the password out of every command line', async () => {
  await backupSh('backup');
  await backupSh('restore', 'latest', '--replace');
  expect(await readFile(`${database}.calls`, 'utf8')).not.toContain('secret-word');
  expect(await readFile(`${database}.config`, 'utf8')).toBe(`uri: "${MONGO_URI}"\n`);
});
