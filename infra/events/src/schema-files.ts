import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contracts, fileNameOf } from './contracts';
import { readFlows } from './flows';
import { describeAsyncApi } from './asyncapi';
import { schemaOf, type JsonSchema } from './json-schema';
import { DOCS, REPOSITORY } from './repository';

const ENDING = '.schema.json';

/** The schemas of today by subject. */
export const currentSchemas = (): Map<string, JsonSchema> =>
  new Map(contracts.map((contract) => [contract.subject, schemaOf(contract)]));

/** The AsyncAPI page of today. */
export const currentAsyncApi = (): object => describeAsyncApi(contracts, readFlows(), commonVersion());

/** The name of a subject's schema file. */
export const schemaFileOf = (subject: string): string => `${fileNameOf(subject)}${ENDING}`;

/** Reads the schema files of a folder, by subject. */
export function readSchemas(folder: string): Map<string, JsonSchema> {
  const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  return new Map(
    files.map((file) => [
      file.slice(0, -ENDING.length).replaceAll('.', ':'),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as JsonSchema,
    ]),
  );
}

/** The versions of common whose schemas are kept, oldest first. */
export function releasedVersions(docs: string = DOCS): string[] {
  const folder = path.join(docs, 'released');
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The version that common has now. */
export function commonVersion(): string {
  const text = readFileSync(path.join(REPOSITORY, 'common/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
