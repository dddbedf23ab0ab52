/** What `npm test` and similar commands do, from a fresh clone: see arguments.mjs for what each runs. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildWhatChanged } from '../local/build-what-changed.mjs';
import { refuseKeptFlags } from '../local/kept-flags.mjs';
import { proxyEnvironment } from '../local/proxy-environment.mjs';
import { HELP, readRequest } from './arguments.mjs';
import { ensureBrowser } from './browser.mjs';
import { ensurePrometheus } from './prometheus.mjs';

const artifacts = path.resolve(import.meta.dirname, '../../artifacts');

const request = read();
if (request) process.exitCode = (await run(request)) ? 0 : 1;

function read() {
  try {
    refuseKeptFlags(['changed', 'seed'], process.env);
    const asked = readRequest(process.argv.slice(2));
    if (!asked) console.log(HELP);
    return asked;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
    return undefined;
  }
}

/** @returns whether everything passed; its last line is the sum */
async function run({ mode, seed, parts, files, needsShop, needsBrowser }) {
  const total = { passed: 0, failed: 0 };
  try {
    if (mode !== 'changed') console.log(`seed ${seed}: repeat this run with npm test -- --seed ${seed}`);
    for (const folder of ['results', 'logs'])
      rmSync(path.join(artifacts, folder), { recursive: true, force: true });
    mkdirSync(path.join(artifacts, 'results'), { recursive: true });
    process.env.MODEL_SEED = seed;
    Object.assign(process.env, proxyEnvironment(process.env));
    await buildWhatChanged({ isDev: true, project: 'infra/checks/tsconfig.json' });
    // jest sets its own mode, unless the shell has set one.
    delete process.env.NODE_ENV;
    if (needsBrowser) process.env.CHROMIUM_PATH = ensureBrowser();
    if (mode === 'all') ensurePrometheus();
    const { runRequest } = await import('./build/run/index.js'); // compiled by now
    const begin = performance.now();
    const built = buildWhatChanged({ isDev: !needsShop, project: 'tsconfig.json' }).then(() =>
      console.log(`compiled and built after ${((performance.now() - begin) / 1000).toFixed(1)} s`),
    );
    const { passed, failed } = await runRequest({ mode, seed, parts, files }, built);
    // The compiler is a check too: types.
    total.passed += 1;
    total.passed += passed;
    total.failed += failed;
  } catch (error) {
    console.error(error.message);
    total.failed += 1;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}
