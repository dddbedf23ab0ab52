import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { cached, type Way } from './binary';

const run = promisify(execFile);

/** A site that does not answer is given up after this long, so that a machine without network is not kept waiting. */
const ANSWER_WITHIN_MS = 6_000;
const FINISH_WITHIN_MS = 10 * 60_000;

/** A published archive (`.tgz`, `.tar.gz`) or bare program. */
export interface Release {
  url: string;
  /** Cache key: program, version, start of the checksum. */
  key: string;
  /** Pinned here; without it the publisher's own `<url>.sha256` is asked and has to agree. */
  sha256?: string;
}

/** The way "the publisher's own download", for a machine that it is made for. */
export function officialDownload(program: string, release: Release | undefined): Way {
  return {
    name: 'the official download',
    find: async (signal) =>
      release &&
      download(program, release, release.sha256 ?? (await publishedSum(release.url, signal)), signal),
  };
}

/**
 * The way "where the user says": a path, or an http(s) URL of an archive or of the program itself,
 * which may end in `#sha256=<hex>`.
 */
export function givenBy(variable: string, program: string, env: NodeJS.ProcessEnv = process.env): Way {
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
      const sha256 = /^#sha256=([0-9a-f]{64})$/.exec(url.hash)?.[1];
      url.hash = '';
      const key = `${program}-given-${createHash('sha256').update(given).digest('hex').slice(0, 12)}`;
      return download(program, { url: url.href, key }, sha256, signal);
    },
  };
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

async function fetchTo(url: string, file: string, signal: AbortSignal): Promise<void> {
  const answer = await fetchWithin(url, FINISH_WITHIN_MS, signal);
  if (answer.body === null) throw new Error(`${url} answered with nothing`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
}

async function publishedSum(url: string, signal: AbortSignal): Promise<string> {
  const text = await (await fetchWithin(`${url}.sha256`, ANSWER_WITHIN_MS, signal)).text();
  const sum = /^[0-9a-f]{64}/.exec(text)?.[0];
  if (sum === undefined) throw new Error(`${url}.sha256 holds no checksum`);
  return sum;
}

/** Fetches with one limit for the answer's head and another for its whole body. */
async function fetchWithin(url: string, bodyMs: number, signal: AbortSignal): Promise<Response> {
  const head = new AbortController();
  const timer = setTimeout(
    () => head.abort(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)),
    ANSWER_WITHIN_MS,
  );
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, head.signal, AbortSignal.timeout(bodyMs)]),
    });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return answer;
  } finally {
    clearTimeout(timer);
  }
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
