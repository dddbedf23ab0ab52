/** `npm run doctor`: what on this machine keeps the shop from running well, and what repairs it. */
import { readArguments } from '@ecommerce/events/operate/arguments';
import { runCommand } from '@ecommerce/events/operate/run-command';
import { UserError } from '@ecommerce/events/user-error';
import { readSettings } from '../settings';
import { type Finding, wrong } from './finding';
import {
  checkDisk,
  checkHostsName,
  checkMemory,
  checkNode,
  checkProcessor,
  checkProxy,
  checkTrust,
} from './machine';
import { checkPrograms } from './programs';
import { checkDataFolder, checkHealth, checkLock, checkPorts } from './shop-health';

const HELP = `npm run doctor    checks this machine and a running shop: what is wrong, and what repairs it

It checks Node, the processor, memory, disk, the data folder, ports, the hosts name, certificate trust, the proxy, the servers'
programs, locks of shops that died, and the processes of a running shop. It changes and downloads nothing.

  --json   one line of JSON for each check
  --help   this text

Exit code 0: nothing is wrong (advice does not count); 1: something is; 2: wrong use.`;

const HOST = 'ecommerce.local';
const MARKS = { ok: 'ok', advice: 'advice', wrong: 'WRONG' } as const;

async function main(args: string[]): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const options = { json: flag, help: { ...flag, short: 'h' } } as const;
  const { values } = readArguments(args, options, { allowPositionals: false });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const findings = await runChecks(process.env);
  for (const finding of findings) console.log(values.json ? JSON.stringify(finding) : lineOf(finding));
  const count = findings.filter(({ state }) => state === 'wrong').length;
  if (!values.json) console.log(count === 0 ? '\nNothing is wrong.' : `\n${count} wrong.`);
  return count === 0 ? 0 : 1;
}

/** Every check, those of a running shop or of a start to come. */
export async function runChecks(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const settings = settingsOf(env);
  if ('state' in settings) return [checkNode(), settings];
  const { dataDir } = settings;
  const { isRunning, findings } = await checkLock(dataDir);
  const [programs, disk, data, proxy, name, trust, shop] = await Promise.all([
    checkPrograms(env),
    checkDisk(dataDir),
    checkDataFolder(dataDir),
    checkProxy(env),
    checkHostsName(HOST),
    checkTrust(),
    isRunning ? checkHealth(dataDir) : checkPorts(settings),
  ]);
  const machine = [checkNode(), checkProcessor(), checkMemory(isRunning), disk, data];
  return [...machine, ...programs, proxy, name, trust, ...findings, ...shop];
}

function settingsOf(env: NodeJS.ProcessEnv) {
  try {
    return readSettings(env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return wrong('settings', error.message, 'set it right, or unset it');
  }
}

function lineOf({ check, state, text, repair }: Finding): string {
  const line = `${MARKS[state].padEnd(7)} ${check.padEnd(21)} ${text}`;
  return repair === undefined ? line : `${line}\n${' '.repeat(30)}→ ${repair}`;
}

runCommand(main);
