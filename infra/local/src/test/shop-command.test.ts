import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from './temp-folder';

const PROGRAM = path.resolve(__dirname, '../../build/shop-command.js');

const folder = tempFolder();

it('reports a stack.json that cannot be read in one line, with exit code 2', () => {
  mkdirSync(path.join(folder.path, 'stack.json'));
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'status', '--data', folder.path], {
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^\S+stack\.json cannot be read: EISDIR.*\n$/);
  expect(status).toBe(2);
});
