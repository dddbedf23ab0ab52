import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, writeAtomically } from '../../data/files';
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

it('makes a folder and those above it, and leaves one that is there', () => {
  const inner = path.join(folder.path, 'a/b/c');
  for (let time = 1; time <= 2; time += 1) makeFolder(inner);
  expect(statSync(inner).mode & 0o777).toBe(0o700);
});

it.each(['/proc/shop/data', '/dev/null', '/dev/null/data'])('refuses to make a folder of %s', (place) => {
  expect(() => makeFolder(place)).toThrow(place.slice(0, 9));
});
