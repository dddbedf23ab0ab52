/** The command line: checks the flags, builds what changed, runs the shop. Needs nothing but Node. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildWhatChanged, stopSignals } from './build-what-changed.mjs';
import { refuseKeptFlags } from './kept-flags.mjs';
import { refusePortsInUse } from './ports-in-use.mjs';
import { proxyEnvironment } from './proxy-environment.mjs';

const HELP = `npm start [-- options]    runs the whole shop on this machine
npm run dev               the same with hot reload

  --empty   no demo catalogue and accounts at the first start
  --fresh   forget all data first
  --dev     hot reload of services and pages
  --inspect each service listens for a debugger (docs/debugging.md)
  --monitoring
            a Prometheus beside it, when there is one on PATH (infra/monitoring/README.md)
  --help    this text

Settings (environment):
  SHOP_DATA_DIR                     where the data is kept (.local)
  SHOP_HTTP_PORT, SHOP_HTTPS_PORT   where the shop answers (8080, 8443; 0 takes any free port)
  SHOP_REPLICAS                     processes of each service (1; at most 5)
  STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY
                                    pay with the real Stripe; without them a sandbox takes its place
  SHOP_MONGOD, SHOP_NATS_STREAMING_SERVER
                                    path or URL of the program, instead of looking for one
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                                    the proxy of every download`;

/** Follows the line that says why a start failed. */
const HINT = '(npm run doctor checks the whole machine)';

try {
  await main();
} catch (error) {
  process.exitCode = error.exitCode ?? 1;
  console.error(process.exitCode === 2 ? error.message : `${error.message} ${HINT}`);
}

async function main() {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) return console.log(HELP);
  refuseKeptFlags(['empty', 'fresh', 'inspect', 'monitoring'], process.env);
  Object.assign(process.env, proxyEnvironment(process.env));
  // What is wrong is found before a build takes minutes: all of it by an earlier build, else the ports alone.
  if (canLoad(built('preflight.js'), '@ecommerce/events/user-error'))
    await (await load('preflight.js')).preflight();
  else await refusePortsInUse(process.env);
  await buildWhatChanged({ isDev: flags.dev });
  const { run } = await load('start.js');
  await run({
    isEmpty: flags.empty,
    isFresh: flags.fresh,
    isDev: flags.dev,
    isInspected: flags.inspect,
    isMonitored: flags.monitoring,
    stopSignals: stopSignals(),
    hint: HINT,
  });
}

function readFlags(args) {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({
      args,
      options: {
        empty: flag,
        fresh: flag,
        dev: flag,
        inspect: flag,
        monitoring: flag,
        help: { ...flag, short: 'h' },
      },
    }).values;
  } catch (error) {
    const message = error.message.split(/\.\s/)[0];
    throw Object.assign(new Error(`${message}: see npm start -- --help`), { exitCode: 2 });
  }
}

/** Whether all of these are there: an `npm ci` that was cut off leaves the build and no packages. */
function canLoad(...modules) {
  const { resolve } = createRequire(import.meta.url);
  try {
    return modules.every((name) => resolve(name));
  } catch {
    return false;
  }
}

function built(file) {
  return path.join(import.meta.dirname, 'build', file);
}

function load(file) {
  return import(pathToFileURL(built(file)).href);
}
