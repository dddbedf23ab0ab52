import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readSchemas } from './schema-files';
import { UserError } from './user-error';

/**
 * Keeps today's schemas and recorded events as those of a release, for later versions to be measured by.
 * @returns whether they were new
 * @throws UserError when that version was released with other schemas
 */
export function keepRelease(docs: string, version: string): boolean {
  const kept = path.join(docs, 'released', version);
  if (existsSync(kept)) {
    if (isDeepStrictEqual(readSchemas(kept), readSchemas(docs))) return false;
    throw new UserError(
      `the events differ from those that ${version} was released with: describe the change by npx changeset`,
      1,
    );
  }
  mkdirSync(kept, { recursive: true });
  try {
    for (const file of readdirSync(docs).filter((name) => name.endsWith('.schema.json'))) {
      cpSync(path.join(docs, file), path.join(kept, file));
    }
    cpSync(path.join(docs, 'recorded'), path.join(kept, 'recorded'), { recursive: true });
  } catch (error) {
    rmSync(kept, { recursive: true, force: true });
    throw error;
  }
  return true;
}
