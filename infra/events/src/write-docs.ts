/** `npm run events:docs`: writes docs/events from the contracts and the services' publishers and listeners. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { DOCS } from './repository';
import { currentAsyncApi, currentSchemas, schemaFileOf } from './schema-files';

const schemas = currentSchemas();
for (const file of readdirSync(DOCS)) if (file.endsWith('.schema.json')) rmSync(path.join(DOCS, file));
for (const [subject, schema] of schemas) {
  writeFileSync(path.join(DOCS, schemaFileOf(subject)), `${JSON.stringify(schema, null, 2)}\n`);
}
const note =
  '# Written by `npm run events:docs` from the contracts in common/src/events/contracts. Do not edit.\n';
writeFileSync(
  path.join(DOCS, 'asyncapi.yaml'),
  note + stringify(currentAsyncApi(), { aliasDuplicateObjects: false }),
);
console.log(`docs/events: ${schemas.size} schemas and asyncapi.yaml`);
