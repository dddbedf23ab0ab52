import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type Binary,
  type Wanted,
  type BinarySource,
  before,
  cached,
  inCache,
  onPath,
  resolveBinary,
} from './binary';
import { type Release, givenBy, officialDownload } from './download';

const run = promisify(execFile);

/** The last release there is. */
const VERSION = '0.25.6';
const PROGRAM = 'nats-streaming-server';
const SETTING = 'SHOP_NATS_STREAMING_SERVER';

/** The checksums are those of the official container image's Dockerfile. */
const PINNED: Partial<Record<string, string>> = {
  'linux-amd64': '10f25b100a5b9a7389882883259790d599b557a16ddde1accdfcf9361e19b2f9',
  'linux-arm64': 'caf2839d14c610d9d62afeb9022ee36aa4ff5adc86d0402bb7e1a5d7f5e7d26f',
};

const BUILT_KEY = `${PROGRAM}-${VERSION}-go`;

/**
 * A nats-streaming-server that starts on this machine: `SHOP_NATS_STREAMING_SERVER` (path or URL), PATH,
 * our cache, the project's release, or built by `go install`.
 * @throws MissingBinary with one line
 */
export function resolveNatsStreaming(
  say: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Binary> {
  return resolveBinary(wantedNatsStreaming(), say, signal);
}

/** Which broker serves, and its sources. */
export function wantedNatsStreaming(env: NodeJS.ProcessEnv = process.env): Wanted {
  const release = releaseFor(process.platform, process.arch);
  return {
    program: PROGRAM,
    versionPattern: /nats-streaming-server version ([^\s,]+)/,
    refuse: before('0.17.0'),
    sources: [
      givenBy(SETTING, PROGRAM, env),
      onPath(PROGRAM),
      inCache(PROGRAM, [...(release ? [release.key] : []), BUILT_KEY]),
      officialDownload(PROGRAM, () => Promise.resolve(release)),
      fromGo,
    ],
    setting: SETTING,
    advice: `Install Go (https://go.dev/dl) and start again, or give ${SETTING}=/path/to/${PROGRAM}.`,
  };
}

/** Go checks the module against its checksum database by itself. */
export const fromGo: BinarySource = {
  name: 'go install',
  isRemote: true,
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

/** The release for a system and processor in Node's names: Linux and macOS, x64 and arm64. */
export function releaseFor(platform: string, arch: string): Release | undefined {
  const processor = { x64: 'amd64', arm64: 'arm64' }[arch];
  if (processor === undefined || !['linux', 'darwin'].includes(platform)) return undefined;
  const site = `https://github.com/nats-io/nats-streaming-server/releases/download/v${VERSION}`;
  const sha256 = PINNED[`${platform}-${processor}`];
  return {
    url: `${site}/${PROGRAM}-v${VERSION}-${platform}-${processor}.tar.gz`,
    key: `${PROGRAM}-${VERSION}-${sha256?.slice(0, 12) ?? `${platform}-${processor}`}`,
    sha256,
    sumsUrl: `${site}/SHA256SUMS`,
  };
}
