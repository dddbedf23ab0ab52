import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from '@ecommerce/events/stack';
import { StackFile } from '../stack-file';
import { tempFolder } from './temp-folder';

const folder = tempFolder();

it('is written again once there is room, after a write that failed, and never after its end', () => {
  const dataDir = path.join(folder.path, 'data');
  const stackFile = new StackFile(dataDir);
  const stack = { processes: { supervisor: 1 } } as unknown as Stack;
  expect(() => stackFile.write(stack)).toThrow('ENOENT');
  mkdirSync(dataDir);
  stackFile.write(stack);
  expect(JSON.parse(readFileSync(stackFile.file, 'utf8'))).toEqual(stack);
  stackFile.remove();
  stackFile.write(stack);
  expect(existsSync(stackFile.file)).toBe(false);
});
