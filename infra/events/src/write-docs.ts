/**
 * `npm run events:docs`: writes docs/events and the broker's users from the contracts and the services' publishers and
 * listeners.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { BROKER_USERS_FILE, describeBrokerUsers } from './broker-users';
import { formatDocs } from './format-docs';
import { readArguments } from './operate/arguments';
import { runCommand } from './operate/run-command';
import { DOCS } from './repository';
import { currentAsyncApi, currentSchemas, schemaFileOf } from './schema-files';
import { UserError } from './user-error';

const HELP = `npm run events:docs    writes docs/events and infra/k8s/nats/users.conf from the contracts and the services

  --help    this text`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { help: { type: 'boolean', short: 'h' } });
  if (positionals.length > 0) throw new UserError(`${positionals[0]} is no option (see --help)`);
  if (values.help) console.log(HELP);
  else writeDocuments();
  return 0;
}

function writeDocuments(): void {
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
  writeFileSync(BROKER_USERS_FILE, describeBrokerUsers());
  console.log(`docs/events: ${schemas.size} schemas and asyncapi.yaml; infra/k8s/nats/users.conf`);
  formatDocs();
}

runCommand(main);
