import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = path.resolve(__dirname, '../schemathesis.txt');
const INSTALL_WITHIN_MS = 4 * 60_000;
const SLOW_MACHINE = 5;
/** To start, and to end after its time has run out. */
const GRACE_SECONDS = 120;

/** What has to hold for every answer, whatever was sent. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
].join();

/**
 * Installs schemathesis, every package of it pinned, into a virtual environment in the user's cache; once.
 * @returns the path of its program
 * @throws Error with one line that says what to do
 */
export async function ensureSchemathesis(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = path.join(cache, 'ecommerce-local', `schemathesis-${version}`);
  const program = path.join(folder, 'bin/schemathesis');
  const finished = path.join(folder, 'installed');
  if (existsSync(finished)) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    const args = ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
    await run(path.join(folder, 'bin/pip'), args, { timeout: INSTALL_WITHIN_MS });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const reason = stderr.trim().split('\n').at(-1) || message;
    throw new Error(
      `The fuzz tests need Python 3.10 or newer with venv, and PyPI for schemathesis: ${reason}`,
    );
  }
  writeFileSync(finished, '');
  return program;
}

/** Whom to send requests to, in whose name, and for how long. */
interface Fuzzing {
  gateway: string;
  prefix: string;
  cookie: string;
  seconds: number;
}

/**
 * Sends a service made-up requests, good and bad ones, as a signed-in shopper. On a machine so busy that the time is
 * over before the first of them is made up, once more with as much time as that needs.
 * @returns what schemathesis found; empty when every answer was as the service's document says
 */
export async function fuzz(program: string, fuzzing: Fuzzing): Promise<string> {
  const found = await fuzzOnce(program, fuzzing);
  if (!found.includes('No test cases were generated')) return found;
  return fuzzOnce(program, { ...fuzzing, seconds: fuzzing.seconds * SLOW_MACHINE });
}

async function fuzzOnce(program: string, { gateway, prefix, cookie, seconds }: Fuzzing): Promise<string> {
  const args = [
    ...['run', `${gateway}${prefix}/openapi.json`, '--header', `Cookie: ${cookie}`],
    ...['--checks', CHECKS, '--phases', 'examples,coverage,fuzzing', '--max-time', String(seconds)],
    ...['--seed', process.env.FUZZ_SEED ?? '1', '--warnings', 'off', '--no-color', '--no-shrink'],
  ];
  // Its database of examples goes to a folder that nobody keeps.
  const cwd = os.tmpdir();
  try {
    const { stdout } = await run(program, args, {
      cwd,
      timeout: (seconds + GRACE_SECONDS) * 1000,
      maxBuffer: 1e8,
    });
    return /[1-9]\d* passed/.test(stdout) ? '' : `it sent nothing:\n${stdout}`;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    return `${stdout}${stderr}` || message;
  }
}
