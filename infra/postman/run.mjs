/** `npm run test:postman`: runs the collection with newman through the TLS gateway of a running shop. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import newman from 'newman';
import { defaultStackFile, readStack } from '../events/build/stack.js';

const HELP = `npm run test:postman [-- --quiet]    runs the collection through the gateway of a running shop

  --quiet    prints failures and the sum only
  --help     this text

Settings (environment):
  SHOP_STACK_FILE     the shop's stack.json (.local/stack.json)
  POSTMAN_BASE_URL    the address of any other deployment

Exit code 1 when an assertion fails, 2 for wrong use or without a shop.`;

const { quiet, help } = readFlags();
if (help) {
  console.log(HELP);
  process.exit(0);
}
const read = (file) => JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8'));

const stackFile = process.env.SHOP_STACK_FILE ?? defaultStackFile(process.env);
const given = process.env.POSTMAN_BASE_URL;
if (!given && !existsSync(stackFile)) {
  console.error('No shop is running: npm start first, or name one by POSTMAN_BASE_URL.');
  process.exit(2);
}
const gateway = given ? { https: given } : readStack(stackFile).gateway;

const summary = await new Promise((resolve, reject) => {
  newman.run(
    {
      collection: read('ecommerce.postman_collection.json'),
      environment: read('ecommerce.postman_environment.json'),
      envVar: [{ key: 'baseUrl', value: gateway.https }],
      reporters: quiet ? [] : ['cli'],
      ...(gateway.ca && { sslExtraCaCerts: gateway.ca }),
      timeoutRequest: 30_000,
      color: 'off',
    },
    (error, result) => (error ? reject(error) : resolve(result)),
  );
});
const { stats, failures } = summary.run;
for (const { source, error } of failures)
  console.error(`${source?.name}: ${error.test ?? error.name}: ${error.message}`);
console.log(
  `${stats.requests.total} requests, ${stats.assertions.total} assertions, ${failures.length} failures`,
);
process.exitCode = failures.length > 0 ? 1 : 0;

function readFlags() {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({ options: { quiet: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    console.error(`${error.message.split(/\.\s/)[0]} (see --help)`);
    return process.exit(2);
  }
}
