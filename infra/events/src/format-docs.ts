import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { DOCS, REPOSITORY } from './repository';

/** Formats docs/events as the formatting check demands it. */
export function formatDocs(): void {
  const prettier = path.join(REPOSITORY, 'node_modules/prettier/bin/prettier.cjs');
  execFileSync(process.execPath, [prettier, '--write', '--log-level', 'warn', DOCS], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
