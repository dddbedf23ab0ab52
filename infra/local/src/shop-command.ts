/** `npm run shop`: what the dashboard shows, as JSON. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readStack } from '@ecommerce/events/stack';
import { readArguments } from '@ecommerce/events/operate/arguments';
import { runCommand } from '@ecommerce/events/operate/run-command';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { LEVELS } from './logs/log-entry';
import { queryLogs } from './logs/log-query';
import { LogRuns } from './logs/log-runs';
import { LOOPBACK_NAMES } from './gateway/request-rules';
import { REPOSITORY } from './settings';

const HELP = `npm run shop -- <command>    the dashboard of a running shop as JSON, a line for each entry

  status                    every process: state, restarts, memory, CPU
  logs                      the merged logs, oldest first; also of a shop that has stopped
                              --service <name>, --level <level>, --order <id>, --limit <n> (200),
                              --run <name> (of an earlier run; --runs lists them)
  faults                    the fault switches
  faults on <name>          switches one on; --seed <n> (1)
  faults off <name>         switches it off
  faults crash <process>    ends a process by signal 9

  --data <folder>  the data folder of the shop (SHOP_DATA_DIR, .local)
  --help           this text

Exit code 1 when no shop runs or it refuses, 2 for wrong use.`;

const ANSWER_WITHIN_MS = 10_000;
const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean', default: false } as const;

interface Options {
  service?: string;
  level?: string;
  order?: string;
  limit?: string;
  run?: string;
  seed?: string;
  runs: boolean;
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    service: TEXT,
    level: TEXT,
    order: TEXT,
    limit: TEXT,
    run: TEXT,
    seed: TEXT,
    data: TEXT,
    runs: FLAG,
    help: { ...FLAG, short: 'h' },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const dataDir = path.resolve(REPOSITORY, values.data ?? (process.env.SHOP_DATA_DIR || '.local'));
  const [command, ...operands] = positionals;
  if (command !== 'faults' && operands.length > 0)
    throw new UserError(`${operands[0]} is too much (see --help)`, 2);
  switch (command) {
    case 'status':
      return printStatus(dataDir);
    case 'logs':
      return printLogs(dataDir, values);
    case 'faults':
      return steerFaults(dataDir, operands, values.seed ?? '1');
    case undefined:
      throw new UserError('a command is missing: status, logs or faults (see --help)', 2);
    default:
      throw new UserError(`${command} is no command: status, logs or faults (see --help)`, 2);
  }
}

async function printStatus(dataDir: string): Promise<number> {
  const { processes } = (await ask(dataDir, 'status.json')) as { processes: object[] };
  printLines(processes);
  return 0;
}

async function printLogs(dataDir: string, options: Options): Promise<number> {
  const runs = new LogRuns(dataDir);
  if (options.runs) {
    printLines(runs.list());
    return 0;
  }
  const level = LEVELS.find((known) => known === options.level);
  if (options.level !== undefined && !level)
    throw new UserError(`${options.level} is no level: ${LEVELS.join(', ')}`, 2);
  const limit = Number(options.limit ?? 200);
  if (!Number.isInteger(limit) || limit < 1)
    throw new UserError(`--limit takes a whole number, not ${options.limit}`, 2);
  const folder = runs.folderOf(options.run);
  if (folder === undefined) throw new UserError(`${options.run} is no earlier run (see --runs)`, 1);
  printLines(await queryLogs(folder, { service: options.service, level, order: options.order, limit }));
  return 0;
}

async function steerFaults(
  dataDir: string,
  [action, name, ...more]: string[],
  seed: string,
): Promise<number> {
  if (more.length > 0 || (action !== undefined && name === undefined))
    throw new UserError('faults takes on, off or crash, and a name (see --help)', 2);
  const forms: Record<string, [string, Record<string, string>]> = {
    on: ['faults/switch', { name: name ?? '', on: 'true', seed }],
    off: ['faults/switch', { name: name ?? '', on: 'false' }],
    crash: ['faults/crash', { process: name ?? '' }],
  };
  if (action !== undefined) {
    const form = forms[action];
    if (!form) throw new UserError(`${action} is no action: on, off or crash (see --help)`, 2);
    await ask(dataDir, form[0], form[1]);
  }
  printLines((await ask(dataDir, 'faults.json')) as object[]);
  return 0;
}

/**
 * Asks the dashboard, or sends it a form.
 * @throws UserError when no local shop runs, or it refuses
 */
async function ask(dataDir: string, page: string, form?: Record<string, string>): Promise<unknown> {
  const address = new URL(page, dashboardOf(dataDir));
  const accept = { accept: 'application/json' };
  const request = form && { method: 'POST', body: new URLSearchParams(form) };
  const answer = await fetch(address, {
    ...request,
    headers: accept,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch((error: unknown) => {
    throw new UserError(`The dashboard at ${address.origin} does not answer: ${messageOf(error)}`, 1);
  });
  const body = (await answer.json()) as { errors?: { message: string }[] };
  if (answer.ok) return body;
  throw new UserError(
    body.errors?.[0]?.message ?? `${page} was answered ${answer.status}`,
    answer.status === 400 ? 2 : 1,
  );
}

/** Faults are for a shop on this machine, whatever a stack.json says. */
function dashboardOf(dataDir: string): string {
  const file = path.join(dataDir, 'stack.json');
  if (!existsSync(file))
    throw new UserError(`No shop is running: there is no ${file} (npm start, or --data <folder>)`, 1);
  const url = readStack(file).dashboard?.url;
  if (url === undefined || !LOOPBACK_NAMES.includes(new URL(url).hostname))
    throw new UserError(`${file} names no dashboard on this machine`, 1);
  return url;
}

function printLines(entries: readonly unknown[]): void {
  for (const entry of entries) console.log(JSON.stringify(entry));
}

runCommand(main);
