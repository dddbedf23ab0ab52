import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from '@ecommerce/events/stack';
import { StackFile } from '../stack-file';
import { tempFolder } from './temp-folder';

const folder = tempFolder();

it('is written again once there is room, after a write that failed', async () => {
  const dataDir = path.join(folder.path, 'data');
  const stackFile = new StackFile(dataDir);
  const stack = { processes: { supervisor: 1 } } as unknown as Stack;
  await expect(stackFile.write(stack)).rejects.toThrow('ENOENT');
  mkdirSync(dataDir);
  await stackFile.write(stack);
  expect(JSON.parse(readFileSync(stackFile.file, 'utf8'))).toEqual(stack);
  await stackFile.remove();
});
