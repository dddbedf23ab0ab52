import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { acquireLock } from '../../supervisor/lock';
import { identify } from '../../supervisor/process-identity';
import { children } from '@ecommerce/events/test/children';
import { tempFolder } from '../temp-folder';

const owned = children();
const folder = tempFolder();
const lockFile = () => path.join(folder.path, 'lock');

it('lets one start at a time run on a data folder', () => {
  const release = acquireLock(folder.path);
  expect(() => acquireLock(folder.path)).toThrow(
    `The shop is running already on ${folder.path} (process ${process.pid})`,
  );
  release();
  acquireLock(folder.path)();
  expect(existsSync(lockFile())).toBe(false);
});

it('takes over the lock of a start that died', async () => {
  const child = owned(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']));
  await once(child, 'spawn');
  writeFileSync(lockFile(), JSON.stringify(identify(child.pid!)));
  expect(() => acquireLock(folder.path)).toThrow(/running already/);
  child.kill('SIGKILL');
  await once(child, 'exit');
  acquireLock(folder.path)();
});

it('is not fooled by another process that got the number of the dead one', () => {
  writeFileSync(lockFile(), JSON.stringify({ pid: process.pid, birth: 'long ago' }));
  const release = acquireLock(folder.path);
  expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toEqual(identify(process.pid));
  release();
});

it('knows a process on macOS by the same time, whatever the locale and the time zone of the shell', () => {
  writeFileSync(path.join(folder.path, 'ps'), '#!/bin/sh\necho "$LC_ALL $TZ"\n', { mode: 0o755 });
  const { env, platform } = process;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  const shell = { LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Tokyo', PATH: `${folder.path}:${env.PATH}` };
  process.env = { ...env, ...shell };
  const identity = identify(1);
  process.env = env;
  Object.defineProperty(process, 'platform', { value: platform });
  expect(identity).toEqual({ pid: 1, birth: 'C UTC' });
});

it('takes over a lock that nobody can read', () => {
  writeFileSync(lockFile(), 'half a lo');
  acquireLock(folder.path)();
});
