import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Binary, type Way, cached, inCache, onPath, resolveBinary } from './binary';
import { type Release, givenBy, officialDownload } from './download';

const run = promisify(execFile);

/** The last release there is. */
const VERSION = '0.25.6';
const PROGRAM = 'nats-streaming-server';

/** The checksums are those of the official container image's Dockerfile. */
const RELEASES: Record<string, Release | undefined> = {
  'linux-x64': linux('amd64', '10f25b100a5b9a7389882883259790d599b557a16ddde1accdfcf9361e19b2f9'),
  'linux-arm64': linux('arm64', 'caf2839d14c610d9d62afeb9022ee36aa4ff5adc86d0402bb7e1a5d7f5e7d26f'),
};

const BUILT_KEY = `${PROGRAM}-${VERSION}-go`;

/**
 * A nats-streaming-server that starts on this machine: `SHOP_NATS_STREAMING_SERVER` (path or URL), PATH,
 * our cache, the project's release, or built by `go install`.
 * @throws Error with one line per way that failed
 */
export function resolveNatsStreaming(
  say: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Binary> {
  const release = RELEASES[`${process.platform}-${process.arch}`];
  return resolveBinary(
    {
      program: PROGRAM,
      versionPattern: /nats-streaming-server version ([^\s,]+)/,
      oldest: '0.17.0',
      ways: [
        givenBy('SHOP_NATS_STREAMING_SERVER', PROGRAM),
        onPath(PROGRAM),
        inCache(PROGRAM, [...(release ? [release.key] : []), BUILT_KEY]),
        officialDownload(PROGRAM, release),
        fromGo,
      ],
      advice: `Install Go (https://go.dev/dl) and start again, or give SHOP_NATS_STREAMING_SERVER=/path/to/${PROGRAM}.`,
    },
    say,
    signal,
  );
}

/** Go checks the module against its checksum database by itself. */
const fromGo: Way = {
  name: 'go install',
  find: (signal) =>
    cached(PROGRAM, BUILT_KEY, async (folder) => {
      await run('go', ['install', `github.com/nats-io/nats-streaming-server@v${VERSION}`], {
        env: { ...process.env, GOBIN: folder },
        timeout: 5 * 60_000,
        signal,
      });
      return path.join(folder, PROGRAM);
    }),
};

function linux(machine: string, sha256: string): Release {
  return {
    url: `https://github.com/nats-io/nats-streaming-server/releases/download/v${VERSION}/${PROGRAM}-v${VERSION}-linux-${machine}.tar.gz`,
    key: `${PROGRAM}-${VERSION}-${sha256.slice(0, 12)}`,
    sha256,
  };
}
