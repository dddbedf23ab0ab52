import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../repository';

const SCRIPT = path.join(root, 'infra/k8s/overlays/production/mongo-replica-set/member.sh');

let tools: string;
beforeAll(async () => {
  tools = await mkdtemp(path.join(os.tmpdir(), 'member-'));
  for (const name of ['docker-entrypoint.sh', 'mongod', 'mongosh']) {
    await writeFile(path.join(tools, name), '#!/bin/bash\necho "${0##*/} $*"\n');
    await chmod(path.join(tools, name), 0o755);
  }
});
afterAll(() => rm(tools, { recursive: true, force: true }));

/** What the script starts as a member of this name. */
async function startsAs(member: string): Promise<string[]> {
  const PATH = `${tools}:${process.env.PATH}`;
  const env = { PATH, HOSTNAME: member, TMPDIR: tools, MONGO_KEYFILE: 'a key' };
  const { stdout } = await promisify(execFile)('bash', [SCRIPT, '--quiet'], { env });
  return stdout.trim().split('\n').sort();
}

const mongod = (): string => `mongod --replSet rs0 --keyFile ${tools}/keyfile --quiet`;

describe('a member of a replica set', () => {
  it('makes the users before it opens its port, and the set, when it is the first', async () => {
    expect(await startsAs('order-mongo-0')).toEqual([
      `docker-entrypoint.sh ${mongod()}`,
      'mongosh --nodb --quiet /replica-set/initiate.js',
    ]);
  });

  it('starts without users, and open to the others, when it is not', async () => {
    expect(await startsAs('order-mongo-1')).toEqual([`${mongod()} --bind_ip_all`]);
  });
});
