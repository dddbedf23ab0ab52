/** `npm run new:service`: adds a service to the shop. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../repository';
import { newService } from './name';
import { planService } from './plan';
import { WrongUse } from './wrong-use';

const HELP = `npm run new:service -- <name> [--singular <name>]    adds a service that boots and consumes an event

  <name>               the plural of what it owns, such as reviews: its folder and /api/reviews
  --singular <name>    in Kubernetes and images, such as review; made from the plural when it is left out
  --help               this text

  docs/adding-a-service.md says what to do then.`;

function main(): void {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(HELP);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new WrongUse('new:service takes one name, such as reviews (--help tells more)');
  const service = newService(root, name, values.singular);
  const files = planService(root, service);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  generate([...files.keys()]);
  console.log(`${service.folder} is there: ${files.size} files are new or changed, git status lists them.`);
  console.log(`Try it: npm install && npm test -w ${service.folder} && npm start`);
}

function readArguments() {
  const options = { singular: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new WrongUse(`${(error as Error).message.split(/\.\s/)[0]} (--help tells the options)`);
  }
}

/** Brings up to date what is made from the sources: lockfile, compiled code, documents, Postman collection. */
function generate(files: string[]): void {
  const bin = (name: string): string => path.join(root, 'node_modules', name);
  const prettier = [bin('prettier/bin/prettier.cjs'), '--write', '--log-level', 'warn', '--ignore-unknown'];
  run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--offline');
  run(process.execPath, ...prettier, ...files);
  run(process.execPath, bin('typescript/bin/tsc'), '-b', 'infra/local/tsconfig.stack.json', 'infra/events');
  run(process.execPath, 'infra/checks/api-docs.mjs');
  run(process.execPath, 'infra/events/build/write-docs.js');
}

/** @throws Error when the command fails; what it printed is above */
function run(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error || status !== 0) throw new Error(`${program} ${args.slice(0, 2).join(' ')} failed, see above`);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}
