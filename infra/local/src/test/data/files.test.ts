import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../data/files';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();

it('writes a file for this user only, in place of the one before', () => {
  const file = path.join(folder.path, 'list.json');
  writeFileSync(file, 'before');
  writeAtomically(file, 'after');
  expect(readFileSync(file, 'utf8')).toBe('after');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('leaves nothing behind when it fails', () => {
  const file = path.join(folder.path, 'list.json');
  mkdirSync(path.join(file, 'full'), { recursive: true });
  expect(() => writeAtomically(file, 'after')).toThrow();
  expect(readdirSync(folder.path)).toEqual(['list.json']);
});
