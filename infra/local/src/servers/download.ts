import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { NetworkError, cached, inCache, type BinarySource } from './binary';

const run = promisify(execFile);

/** Timeout for the head of an answer: a machine without network must not wait long. */
const ANSWER_WITHIN_MS = 6_000;
const FINISH_WITHIN_MS = 10 * 60_000;

/** A published archive (`.tgz`, `.tar.gz`) or bare program. */
export interface Release {
  url: string;
  /** Cache key: program, version, platform. */
  key: string;
  /** Pinned checksum; without it the one that the publisher's `sumsUrl` holds has to match. */
  sha256?: string;
  /** A list of checksums (`<sha256>  <file>` a line), or the checksum alone; `<url>.sha256` by default. */
  sumsUrl?: string;
}

/**
 * The source "the publisher's download", for a machine that there is a release for.
 * @param release answers nothing, or throws, when there is none
 */
export function officialDownload(program: string, release: () => Promise<Release | undefined>): BinarySource {
  return {
    name: 'the official download',
    isRemote: true,
    async find(signal) {
      const found = await release();
      return found && download(program, found, found.sha256 ?? (await publishedSum(found, signal)), signal);
    },
  };
}

/**
 * The source "what the user gives": a path, or an http(s) URL of an archive or of the program itself,
 * which may end in `#sha256=<hex>`. A program that was downloaded from the same URL before is used again.
 */
export function givenBy(
  variable: string,
  program: string,
  env: NodeJS.ProcessEnv = process.env,
): BinarySource {
  return {
    name: variable,
    async find(signal) {
      const given = env[variable];
      if (!given) return undefined;
      if (!/^https?:/.test(given)) {
        await access(given).catch(() => {
          throw new Error(`there is no file ${given}`);
        });
        return path.resolve(given);
      }
      const url = new URL(given);
      const sha256 = sumIn(url, variable);
      url.hash = '';
      const key = `${program}-given-${createHash('sha256').update(given).digest('hex').slice(0, 12)}`;
      const kept = await inCache(program, [key]).find(signal);
      return kept ?? download(program, { url: url.href, key }, sha256, signal);
    },
  };
}

/** @throws Error for a fragment that is no checksum: the download would go unchecked */
function sumIn({ hash }: URL, variable: string): string | undefined {
  if (hash === '') return undefined;
  const sum = /^#sha256=([0-9a-f]{64})$/i.exec(hash)?.[1];
  if (sum === undefined) throw new Error(`${variable} ends in ${hash}, not in #sha256=<64 hex digits>`);
  return sum.toLowerCase();
}

async function download(
  program: string,
  release: Release,
  sha256: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  return cached(program, release.key, async (folder) => {
    const file = path.join(folder, 'download');
    await fetchTo(release.url, file, signal);
    if (sha256 !== undefined) await demandSum(file, sha256, release.url);
    if (!/\.(tgz|tar\.gz)$/.test(release.url)) return file;
    await run('tar', ['-xzf', file, '-C', folder], { signal });
    return findProgram(folder, program);
  });
}

function fetchTo(url: string, file: string, signal: AbortSignal): Promise<void> {
  return fetchWithin(url, FINISH_WITHIN_MS, signal, async ({ body }) => {
    if (body === null) throw new Error(`${url} answered with nothing`);
    await pipeline(Readable.fromWeb(body), createWriteStream(file));
  });
}

async function publishedSum(
  { url, sumsUrl = `${url}.sha256` }: Release,
  signal: AbortSignal,
): Promise<string> {
  const text = await fetchWithin(sumsUrl, ANSWER_WITHIN_MS, signal, (answer) => answer.text());
  const lines = text.trim().split('\n');
  const file = path.posix.basename(new URL(url).pathname);
  const line = lines.length === 1 ? lines[0] : lines.find((each) => each.endsWith(` ${file}`));
  const sum = /^[0-9a-f]{64}/.exec(line ?? '')?.[0];
  if (sum === undefined) throw new Error(`${sumsUrl} holds no checksum of ${file}`);
  return sum;
}

/**
 * Fetches through the proxy that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
 * @param bodyMs timeout for the whole body; the head has its own
 * @throws NetworkError when the server or the proxy does not answer
 */
async function fetchWithin<T>(
  url: string,
  bodyMs: number,
  signal: AbortSignal,
  read: (answer: Response) => Promise<T>,
): Promise<T> {
  const dispatcher = proxyAgent();
  const head = new AbortController();
  const timer = setTimeout(
    () => head.abort(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)),
    ANSWER_WITHIN_MS,
  );
  try {
    const answer = await fetch(url, {
      dispatcher,
      signal: AbortSignal.any([signal, head.signal, AbortSignal.timeout(bodyMs)]),
    }).catch((error: unknown) => {
      throw new NetworkError(`${new URL(url).hostname}: ${networkReason(error)}`);
    });
    clearTimeout(timer);
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return await read(answer);
  } finally {
    clearTimeout(timer);
    await dispatcher.destroy();
  }
}

function proxyAgent(): EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent();
  } catch {
    // The URL may hold a password: it is not repeated.
    throw new Error('HTTPS_PROXY and HTTP_PROXY must look like http://host:port');
  }
}

/** The words of the innermost cause; an error of several addresses has a code and no words. */
function networkReason(error: unknown): string {
  const { cause, code, message } = error as Error & { code?: string };
  return cause ? networkReason(cause) : message || String(code);
}

async function demandSum(file: string, expected: string, url: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual !== expected) throw new Error(`${url} has the checksum ${actual} instead of ${expected}`);
}

/** The file named `program` somewhere below a folder. */
export async function findProgram(folder: string, program: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => entry.isFile() && entry.name === program);
  if (found === undefined) throw new Error(`the archive holds no ${program}`);
  return path.join(found.parentPath, found.name);
}
