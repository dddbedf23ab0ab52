/**
 * `npm run test:postman`: runs the collection with newman through the TLS gateway of a running shop.
 * Takes the shop that SHOP_STACK_FILE names, else the one of `npm start`; for any other place set POSTMAN_BASE_URL.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import newman from 'newman';
import { readUserFile } from '../events/build/user-file.js';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file) => JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8'));

const stackFile = process.env.SHOP_STACK_FILE ?? path.join(root, '.local/stack.json');
const given = process.env.POSTMAN_BASE_URL;
if (!given && !existsSync(stackFile)) {
  console.error('No shop is running: npm start first, or name one by POSTMAN_BASE_URL.');
  process.exit(1);
}
const gateway = given ? { https: given } : JSON.parse(readUserFile(stackFile)).gateway;

const summary = await new Promise((resolve, reject) => {
  newman.run(
    {
      collection: read('ecommerce.postman_collection.json'),
      environment: read('ecommerce.postman_environment.json'),
      envVar: [{ key: 'baseUrl', value: gateway.https }],
      reporters: process.argv.includes('--quiet') ? [] : ['cli'],
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
