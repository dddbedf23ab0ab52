/** Part of `npm run api:docs`: writes the collection and its environment; with --check it only says what is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { collection, environment } from './collection.mjs';

const files = {
  'ecommerce.postman_collection.json': collection(),
  'ecommerce.postman_environment.json': environment(),
};
const stale = [];
for (const [name, content] of Object.entries(files)) {
  const file = path.join(import.meta.dirname, name);
  const text = await format(JSON.stringify(content, null, 2), {
    ...(await resolveConfig(file)),
    filepath: file,
  });
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) stale.push(name);
}
if (stale.length > 0) console.error(`Stale, run npm run api:docs: ${stale.join(', ')}`);
process.exitCode = stale.length > 0 ? 1 : 0;
