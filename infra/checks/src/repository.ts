import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** The root of the checkout. */
export const root = path.resolve(__dirname, '../../..');

/** The paths that git tracks, or would track, relative to the root. */
export function trackedFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
}
