import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../errors';
import { cacheFolder, inCache, onPath } from '../servers/binary';
import { advice, type Finding, ok, wrong } from './finding';

const PROGRAMS = [
  { program: 'mongod', setting: 'SHOP_MONGOD' },
  { program: 'nats-streaming-server', setting: 'SHOP_NATS_STREAMING_SERVER' },
] as const;

/** Whether the servers are on this machine and start. Nothing is downloaded. */
export function checkPrograms(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return Promise.all(PROGRAMS.map(({ program, setting }) => checkProgram(program, setting, env[setting])));
}

async function checkProgram(program: string, setting: string, given: string | undefined): Promise<Finding> {
  if (given && URL.canParse(given) && !path.isAbsolute(given))
    return ok(program, `${setting} is an address: npm start downloads it`);
  const signal = AbortSignal.timeout(20_000);
  const ways = [onPath(program), inCache(program, keysOf(program))];
  let file = given || undefined;
  for (const way of ways) file ??= await way.find(signal);
  if (file === undefined)
    return advice(
      program,
      `${program} is not on this machine yet: npm start downloads it`,
      `npm start, or ${setting}=/path/to/${program}`,
    );
  try {
    await promisify(execFile)(file, ['--version'], { signal });
    return ok(program, file);
  } catch (error) {
    const repair = given
      ? `unset ${setting}, or name another one`
      : `remove ${file}, or ${setting}=/path/to/${program}`;
    return wrong(program, `${file} does not start: ${messageOf(error).trim().split('\n').at(-1)}`, repair);
  }
}

function keysOf(program: string): string[] {
  try {
    return readdirSync(cacheFolder()).filter((entry) => entry.startsWith(program));
  } catch {
    return [];
  }
}
