import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the checkout. */
export const root = path.resolve(__dirname, '../../..');

/** The folders of all packages, relative to the root. */
export const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  workspaces: string[];
};

/** The paths that git tracks, or would track, relative to the root. */
export function trackedFiles(): string[] {
  if (!existsSync(path.join(root, '.git'))) return filesOf(root);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

/** A downloaded archive has no history to ask: all its files but those that git would ignore. */
export function filesOf(folder: string): string[] {
  const ignored = readFileSync(path.join(folder, '.gitignore'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((pattern) => pattern.replace(/\/$/, '').replaceAll('.', '\\.').replaceAll('*', '.*'));
  const isIgnored = new RegExp(`^(${ignored.join('|')})$`);
  const visit = (below: string): string[] =>
    readdirSync(path.join(folder, below), { withFileTypes: true })
      .filter(({ name }) => name !== '.git' && !isIgnored.test(name))
      .flatMap((entry) => {
        const file = path.posix.join(below, entry.name);
        return entry.isDirectory() ? visit(file) : [file];
      });
  return visit('');
}
