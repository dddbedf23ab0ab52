import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { archiveFor, resolveMongod } from '../../servers/mongod';
import { releaseFor } from '../../servers/nats-streaming';
import { tempFolder } from '../temp-folder';

const linux = (dist: string, release: string) => ({ os: 'linux' as const, dist, release });
const MONGODB = 'https://fastdl.mongodb.org';

it.each([
  ['darwin', 'arm64', { os: 'darwin' as const }, 'osx/mongodb-macos-arm64-7.0.24.tgz'],
  ['darwin', 'x64', { os: 'darwin' as const }, 'osx/mongodb-macos-x86_64-7.0.24.tgz'],
  ['linux', 'x64', linux('debian', '12'), 'linux/mongodb-linux-x86_64-debian12-7.0.24.tgz'],
  ['linux', 'x64', linux('ubuntu', '24.04'), 'linux/mongodb-linux-x86_64-ubuntu2204-7.0.24.tgz'],
  ['linux', 'x64', linux('fedora', '42'), 'linux/mongodb-linux-x86_64-rhel90-7.0.24.tgz'],
  ['linux', 'arm64', linux('ubuntu', '22.04'), 'linux/mongodb-linux-aarch64-ubuntu2204-7.0.24.tgz'],
  ['linux', 'arm64', linux('debian', '12'), 'linux/mongodb-linux-aarch64-ubuntu2204-7.0.24.tgz'],
])('mongod for %s %s on %j is the archive that MongoDB publishes', async (platform, arch, os, file) => {
  expect(await archiveFor(platform, arch, os)).toBe(`${MONGODB}/${file}`);
});

it('mongod for a Linux without glibc is refused by name', async () => {
  await expect(archiveFor('linux', 'x64', linux('alpine', '3.20'))).rejects.toThrow(/no archive for Alpine/);
});

describe('a mongod on PATH', () => {
  const folder = tempFolder();
  const environment = { ...process.env };
  const cached = `ecommerce-local/mongod-7.0.24-${process.platform}-${process.arch}`;

  function install(place: string, version: string): string {
    const file = path.join(folder.path, place, 'mongod');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho "db version v${version}"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  beforeEach(() => {
    delete process.env.SHOP_MONGOD;
    process.env.PATH = path.join(folder.path, 'bin');
    process.env.XDG_CACHE_HOME = folder.path;
    install(cached, '7.0.24');
  });

  afterEach(() => {
    process.env = { ...environment };
  });

  it.each([
    ['8.0.4', /a standalone 8\.x can lose journaled majority writes .*\(SERVER-139311\); 7\.0 is needed$/],
    ['7.1.1', /6\.0 or 7\.0 is needed$/],
    ['5.0.9', /6\.0 or 7\.0 is needed$/],
  ])('of version %s is not used, and the next source is asked', async (version, reason) => {
    const said: string[] = [];
    const onPath = install('bin', version);
    const found = await resolveMongod((line) => said.push(line));
    expect(found).toMatchObject({ version: '7.0.24', origin: 'the cache' });
    expect(said[0]).toMatch(new RegExp(`^mongod from PATH is not used: ${onPath} is ${version}: `));
    expect(said[0]).toMatch(reason);
    expect(said[1]).toMatch(/^mongod 7\.0\.24 from the cache/);
    expect(said).toHaveLength(2);
  });

  it('of version 6.0 is used, with a word on the end of its life', async () => {
    const said: string[] = [];
    const onPath = install('bin', '6.0.5');
    expect(await resolveMongod((line) => said.push(line))).toMatchObject({ path: onPath, version: '6.0.5' });
    expect(said).toEqual([
      `mongod 6.0.5 from PATH (${onPath})`,
      expect.stringMatching(/^MongoDB 6\.0 is past its end of life: prefer 7\.0/),
    ]);
  });
});

it.each([
  ['linux', 'x64', 'linux-amd64', true],
  ['linux', 'arm64', 'linux-arm64', true],
  ['darwin', 'x64', 'darwin-amd64', false],
  ['darwin', 'arm64', 'darwin-arm64', false],
])('the broker for %s %s is the released archive %s', (platform, arch, name, isPinned) => {
  const site = 'https://github.com/nats-io/nats-streaming-server/releases/download/v0.25.6';
  expect(releaseFor(platform, arch)).toMatchObject({
    url: `${site}/nats-streaming-server-v0.25.6-${name}.tar.gz`,
    sumsUrl: `${site}/SHA256SUMS`,
  });
  expect(releaseFor(platform, arch)?.sha256 !== undefined).toBe(isPinned);
});

it.each([
  ['win32', 'x64'],
  ['linux', 's390x'],
])('there is no release of the broker for %s %s', (platform, arch) => {
  expect(releaseFor(platform, arch)).toBeUndefined();
});
