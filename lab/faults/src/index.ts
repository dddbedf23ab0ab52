/** `npm run test:faults`: from the command line to the table. */
import path from 'node:path';
import type { Experiment, Outcome } from './experiment';
import { Lab } from './lab';
import { HELP, type Options, readOptions } from './options';
import { EXPERIMENTS } from './plan';
import {
  asCounts,
  asMarkdown,
  asTable,
  hasPassed,
  failuresOf,
  type Report,
  type Result,
  verdictOf,
  writeReport,
} from './report';
import type { ShopUnderTest } from './shop-under-test';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';

const ARTIFACTS = path.resolve(__dirname, '../../../artifacts/faults');
/** The quick plan tells right from wrong on machines that do other things at the same time; the full one measures. */
const QUICK_LENIENCY = 3;
/** Wrongs of one experiment that are printed. */
const SHOWN = 20;
const say = (line: string): void => console.log(line);

async function main(): Promise<void> {
  const options = readOptionsOrExit();
  if (options.help) return say(HELP);
  if (options.list) return listExperiments(options);
  say(`seed ${options.seed}: repeat this run with --seed ${options.seed}`);
  const date = new Date().toISOString();
  const folder = path.join(ARTIFACTS, date.slice(0, 19).replaceAll(':', '-'));
  say(`results and logs: ${path.relative(process.cwd(), folder)}`);
  const report: Report = { seed: options.seed, isQuick: options.isQuick, stretch: 1, date, results: [] };
  const lab = new Lab({
    leniency: options.isQuick ? QUICK_LENIENCY : 1,
    random: new SeededRandom(options.seed),
    logFolder: path.join(folder, 'logs'),
    say: (line) => say(`   ${line}`),
  });
  stopOnSignals(lab);
  try {
    for (const experiment of options.experiments) {
      report.results.push(await perform(experiment, lab, options));
      report.stretch = Math.max(report.stretch, lab.stretch);
      writeReport(path.join(folder, 'faults.json'), `${JSON.stringify(report, null, 2)}\n`);
      writeReport(path.join(folder, 'faults.md'), asMarkdown(report));
    }
  } finally {
    await lab.close();
  }
  say(`\n${asTable(report)}`);
  if (options.markdown) writeReport(options.markdown, asMarkdown(report));
  if (options.report) writeReport(options.report, JSON.stringify(asCounts(report)));
  if (!report.results.every(hasPassed)) process.exitCode = 1;
}

function readOptionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2), EXPERIMENTS);
  } catch (error) {
    console.error((error as Error).message);
    return process.exit(2);
  }
}

/** Each experiment has its own sequence of chances, so that it can be repeated alone. */
async function perform(
  { id, fault, goal, run }: Experiment,
  lab: Lab,
  { isQuick, seed, soakMinutes }: Options,
): Promise<Result> {
  say(`\n${id} ${fault}`);
  const begin = performance.now();
  const random = new SeededRandom(seed + Number(id.slice(1)) * 1_000_003);
  let outcome: Outcome;
  try {
    const shop = (): Promise<ShopUnderTest> => lab.sharedShop();
    outcome = await run({ lab, shop, isQuick, random, soakMinutes, say: (line) => say(`   ${line}`) });
  } catch (error) {
    const { stack } = error as Error;
    outcome = { amount: 'not finished', seen: [], violations: [], misses: [], error: String(stack) };
    // Whatever state it left the shop in is nothing for the next experiment.
    await lab.stop();
  }
  const seconds = (performance.now() - begin) / 1000;
  say(`   ${outcome.amount}: ${outcome.seen.join('; ')}`);
  const wrongs = failuresOf(outcome);
  for (const wrong of wrongs.slice(0, SHOWN)) say(`   ${wrong}`);
  if (wrongs.length > SHOWN) say(`   … and ${wrongs.length - SHOWN} more, see faults.json`);
  say(`   ${verdictOf(outcome)} after ${seconds.toFixed(1)} s`);
  return { id, fault, goal, seconds, ...outcome };
}

function listExperiments({ experiments }: Options): void {
  for (const { id, fault, goal, inQuick } of experiments)
    say(`${id}${inQuick ? ' (quick)' : ''}  ${fault}\n     ${goal}`);
}

function stopOnSignals(lab: Lab): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void lab.close().finally(() => process.exit(130)));
  }
}

main().then(
  // Shoppers of an experiment that failed may still be asking.
  () => process.exit(),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exit(1);
  },
);
