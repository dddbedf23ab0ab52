import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { kustomize, pods } from '../manifests';
import { root } from '../repository';

const run = promisify(execFile);
const SCRIPT = path.join(root, 'infra/k8s/components/backup/backup.sh');

/** Sets `name` to the database that the environment names. */
const NAME_DATABASE = 'name=${MONGO_URI##*27017/}; name=${name%%\\?*}';

/** The tools of the MongoDB image. A database is a file with a line per document; without it, it does not answer. */
const TOOLS: Record<string, string> = {
  mongodump: `${NAME_DATABASE}
for arg; do case $arg in --config=*) cp "\${arg#*=}" "$FAKE_DATABASES/$name.config" ;; esac; done
for arg; do case $arg in --archive=*) gzip -c "$FAKE_DATABASES/$name" >"\${arg#*=}" ;; esac; done`,
  mongorestore: `${NAME_DATABASE}
for arg; do case $arg in --archive=*) gzip -dc "\${arg#*=}" >"$FAKE_DATABASES/$name" ;; esac; done`,
  mongosh: `${NAME_DATABASE}
case "$*" in *drop*) : >"$FAKE_DATABASES/$name" ;; *) grep -c . "$FAKE_DATABASES/$name" || true ;; esac`,
};

let folder: string;
let backups: string;
let databases: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'backup-'));
  [backups, databases] = ['backups', 'databases'].map((name) => path.join(folder, name)) as [string, string];
  await Promise.all(['backups', 'databases', 'tools'].map((name) => mkdir(path.join(folder, name))));
  for (const [name, text] of Object.entries(TOOLS)) {
    const tool = path.join(folder, 'tools', name);
    await writeFile(
      tool,
      `#!/bin/bash\nset -eu\nprintf '%s\\n' "$0 $*" >>"$FAKE_DATABASES/calls"\n${text}\n`,
    );
    await chmod(tool, 0o755);
  }
  await addDatabase('order', 'orders', 'one\ntwo\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database with these documents, and its credentials as the CronJob mounts them. */
async function addDatabase(service: string, database: string, documents: string): Promise<void> {
  const credentials = path.join(folder, 'credentials', service, database);
  await mkdir(credentials, { recursive: true });
  await writeFile(path.join(credentials, 'user'), 'shop');
  await writeFile(path.join(credentials, 'password'), `secret-word-of-${service}`);
  await writeFile(path.join(databases, database), documents);
}

interface Job {
  name: string;
  uid: string;
}

let jobs = 0;
async function backupSh(...args: string[]): Promise<string> {
  const job = `${jobs++}`;
  return backupShOf({ name: `backup-${job}`, uid: job }, ...args);
}

/** What the manifest passes as JOB to a pod of this Job. */
async function jobOf({ name, uid }: Job): Promise<string | undefined> {
  const [backup] = pods(await kustomize('infra/k8s/overlays/sandbox')).filter(
    ({ labels }) => labels.app === 'backup',
  );
  const variable = backup?.spec.containers[0]?.env?.find((entry) => entry.name === 'JOB');
  const labels: Record<string, string> = { 'job-name': name, 'controller-uid': uid };
  const [, label = ''] =
    /^metadata\.labels\['batch\.kubernetes\.io\/(.+)'\]$/.exec(
      variable?.valueFrom?.fieldRef?.fieldPath ?? '',
    ) ?? [];
  return labels[label];
}

/** The script as a pod of this Job runs it. */
async function backupShOf(job: Job, ...args: string[]): Promise<string> {
  const env = {
    PATH: `${path.join(folder, 'tools')}:${process.env.PATH}`,
    CREDENTIALS: path.join(folder, 'credentials'),
    MONGO_OPTIONS: '?replicaSet=rs0',
    BACKUP_DIR: backups,
    BACKUP_KEEP: '3',
    JOB: await jobOf(job),
    FAKE_DATABASES: databases,
  };
  return (await run('bash', [SCRIPT, ...args], { env })).stdout;
}

const archives = async (): Promise<string[]> =>
  (await readdir(backups)).filter((file) => !file.endsWith('.last-job')).sort();
const orders = (): Promise<string> => readFile(path.join(databases, 'orders'), 'utf8');

const NAME = /orders-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/;

it('makes a backup, lists it, and restores it', async () => {
  const [name] = NAME.exec(await backupSh('backup')) ?? [];
  expect(await backupSh('list', 'order')).toMatch(new RegExp(`^${name} \\d+ bytes\n$`));
  await writeFile(path.join(databases, 'orders'), '');
  expect(await backupSh('restore', 'order', 'latest')).toBe(`${name}: 2 documents are back\n`);
  expect(await orders()).toBe('one\ntwo\n');
});

it('backs up every database, also when one does not answer, and fails at the end', async () => {
  await addDatabase('auth', 'auth', 'a user\n');
  await addDatabase('product', 'products', 'a lamp\n');
  await rm(path.join(databases, 'auth'));
  await expect(backupSh('backup')).rejects.toThrow('no backup of: auth\n');
  const saved = await archives();
  expect(saved.map((file) => file.split('-')[0])).toEqual(['auth', 'orders', 'products']);
  expect(saved[0]).toMatch(/\.partial$/);
});

it('saves in the next try of a Job only what the last one did not', async () => {
  await addDatabase('auth', 'auth', 'a user\n');
  await rm(path.join(databases, 'auth'));
  const tonight = { name: 'backup-of-tonight', uid: '1' };
  await expect(backupShOf(tonight, 'backup')).rejects.toThrow('no backup of: auth\n');
  await addDatabase('auth', 'auth', 'a user\n');
  const said = await backupShOf(tonight, 'backup');
  expect(said).toContain('orders: saved by an earlier try of this Job\n');
  expect((await archives()).map((file) => file.split('-')[0])).toEqual(['auth', 'orders']);
});

it('saves again in another Job of the same name', async () => {
  await backupShOf({ name: 'backup-now', uid: '1' }, 'backup');
  expect(await backupShOf({ name: 'backup-now', uid: '2' }, 'backup')).toMatch(NAME);
});

it('keeps the newest backups, and deletes what an interrupted run left', async () => {
  const old = ['01', '02', '03'].map((day) => `orders-2026-01-${day}T02-17-00Z`);
  for (const name of old) await writeFile(path.join(backups, `${name}.archive.gz`), '');
  await writeFile(path.join(backups, 'orders-2026-01-04T02-17-00Z.partial'), 'half');
  const [name] = NAME.exec(await backupSh('backup')) ?? [];
  expect(await archives()).toEqual([...old.slice(1), name].map((kept) => `${kept}.archive.gz`));
});

/** A backup of a full database, and one of the empty database that took its place. @returns the name of the full one */
async function loseDatabase(): Promise<string> {
  await writeFile(path.join(databases, 'orders'), `${randomBytes(1000).toString('hex')}\n`);
  await backupSh('backup');
  const [file = ''] = await archives();
  const name = 'orders-2026-01-01T02-17-00Z';
  await rename(path.join(backups, file), path.join(backups, `${name}.archive.gz`));
  await writeFile(path.join(databases, 'orders'), 'the first of another database\n');
  await backupSh('backup');
  return name;
}

it('keeps what is more than twice as large as the newest backup, until that is as large again', async () => {
  const full = await loseDatabase();
  const small = ['02', '03', '04'].map((day) => `orders-2026-01-${day}T02-17-00Z`);
  for (const name of small) await writeFile(path.join(backups, `${name}.archive.gz`), '');
  expect(await backupSh('backup')).toContain(`${full}: kept, since orders-`);
  expect(await archives()).toContain(`${full}.archive.gz`);
  expect(await archives()).not.toContain(`${small[0]}.archive.gz`);
  await backupSh('restore', 'order', full, '--replace');
  await backupSh('backup');
  expect(await archives()).not.toContain(`${full}.archive.gz`);
});

it('asks for the name of a backup when the newest is less than half as large as another', async () => {
  const full = await loseDatabase();
  await expect(backupSh('restore', 'order', 'latest', '--replace')).rejects.toThrow(
    `is less than half as large as ${full}: give the name`,
  );
  expect(await orders()).toBe('the first of another database\n');
  expect(await backupSh('restore', 'order', full, '--replace')).toContain(`${full}: 1 documents are back`);
});

it('refuses to restore over documents without --replace', async () => {
  await backupSh('backup');
  await writeFile(path.join(databases, 'orders'), 'three\n');
  for (const command of ['check', 'restore'])
    await expect(backupSh(command, 'order', 'latest')).rejects.toThrow(
      'orders holds 1 documents: give --replace',
    );
  await backupSh('check', 'order', 'latest', '--replace');
  expect(await orders()).toBe('three\n');
  expect(await backupSh('restore', 'order', 'latest', '--replace')).toContain('2 documents are back');
});

it('changes nothing when the backup is damaged or unknown', async () => {
  const [name] = NAME.exec(await backupSh('backup')) ?? [];
  const file = path.join(backups, `${name}.archive.gz`);
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 6));
  await expect(backupSh('restore', 'order', 'latest', '--replace')).rejects.toThrow(
    'is damaged; nothing was changed',
  );
  await expect(backupSh('restore', 'order', 'orders-2020-01-01T00-00-00Z')).rejects.toThrow(
    'there is no backup',
  );
  expect(await orders()).toBe('one\ntwo\n');
});

it('names a service that it has no credentials for', async () => {
  await expect(backupSh('list', 'reviews')).rejects.toThrow(
    'there are no credentials for the database of reviews',
  );
});

it('keeps the password out of every command line', async () => {
  await backupSh('backup');
  await backupSh('restore', 'order', 'latest', '--replace');
  expect(await readFile(path.join(databases, 'calls'), 'utf8')).not.toContain('secret-word');
  expect(await readFile(path.join(databases, 'orders.config'), 'utf8')).toBe(
    'uri: "mongodb://shop:secret-word-of-order@order-mongo-svc:27017/orders?replicaSet=rs0"\n',
  );
});
