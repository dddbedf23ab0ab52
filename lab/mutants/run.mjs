/**
 * `npm run test:mutants`: puts each seeded bug of list.json into a copy of the repository and demands that
 * the test named there fails. `-- --only words` takes the bugs whose sentence has these words.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { trackedFiles } from '../../infra/checks/build/repository.js';

const root = path.resolve(import.meta.dirname, '../..');
const list = JSON.parse(readFileSync(path.join(import.meta.dirname, 'list.json'), 'utf8'));

const HELP = `npm run test:mutants [-- options]    puts bugs into a copy and demands that a test fails for each

  --only WORDS    the bugs whose sentence has these words
  --help          this text

Exit code 1 when a bug survives, 2 for wrong use.`;
const options = { only: { type: 'string', default: '' }, help: { type: 'boolean', short: 'h' } };

try {
  const { values } = parseArgs({ options });
  if (values.help) console.log(HELP);
  else process.exitCode = tryAll(values);
} catch (error) {
  console.error(error.message.split('\n')[0]);
  process.exitCode = 2;
}

/** @returns the exit code */
function tryAll(values) {
  const mutants = list.filter(({ bug }) => bug.includes(values.only));
  if (mutants.length === 0) throw new Error(`no seeded bug has the words "${values.only}"`);
  return inCopy((copy) => run(copy, mutants)) ? 0 : 1;
}

/** @returns whether all bugs were caught, by tests that pass without them */
function run(copy, mutants) {
  const tests = new Map(mutants.map(({ caughtBy }) => [nameOf(caughtBy), caughtBy]));
  for (const [name, test] of tests) {
    const { passed, failed } = jest(copy, test);
    if (passed === 0 || failed > 0) throw new Error(`without any bug, ${name} does not pass`);
  }
  const rows = mutants.map((mutant) => {
    const begin = performance.now();
    const { failed } = withBug(copy, mutant, () => jest(copy, mutant.caughtBy));
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    const row = { bug: mutant.bug, caughtBy: failed > 0 ? nameOf(mutant.caughtBy) : 'SURVIVED', seconds };
    console.log(`${row.bug} · ${row.caughtBy} · ${row.seconds} s`);
    return row;
  });
  const survivors = rows.filter(({ caughtBy }) => caughtBy === 'SURVIVED');
  console.log(`${rows.length} seeded bugs, ${rows.length - survivors.length} caught`);
  return survivors.length === 0;
}

function nameOf(test) {
  return test.filter(Boolean).join(' › ');
}

/** Hands a copy of the repository's files, with the same node_modules, to `work`, and removes it afterwards. */
function inCopy(work) {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'mutants-'));
  try {
    for (const file of trackedFiles().filter((each) => !each.startsWith('client/'))) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      cpSync(path.join(root, file), path.join(copy, file));
      // A package has node_modules of its own where the others need another version.
      const modules = path.join(path.dirname(file), 'node_modules');
      if (path.basename(file) === 'package.json' && existsSync(path.join(root, modules)))
        symlinkSync(path.join(root, modules), path.join(copy, modules));
    }
    return work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function withBug(copy, { bug, file, text, becomes }, work) {
  const target = path.join(copy, file);
  const right = readFileSync(target, 'utf8');
  if (right.split(text).length !== 2) throw new Error(`"${bug}": its text is not once in ${file}`);
  try {
    writeFileSync(
      target,
      right.replace(text, () => becomes),
    );
    return work();
  } finally {
    writeFileSync(target, right);
  }
}

/** Tests that passed and that failed; a suite that can't even start counts as neither. */
function jest(copy, [project, file, words]) {
  const report = path.join(copy, 'report.json');
  rmSync(report, { force: true });
  const folder = project === 'models' ? 'lab/models' : project;
  const args = ['--projects', path.join(copy, folder), '-w', '1', '--json', `--outputFile=${report}`];
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  spawnSync(process.execPath, [program, ...args, ...(words ? ['-t', words] : []), '--', file], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 600_000,
  });
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
