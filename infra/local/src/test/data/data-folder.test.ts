import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '@ecommerce/events/user-error';
import {
  demandFittingMongod,
  forgetData,
  openDataFolder,
  readState,
  removeStaleStack,
  updateState,
} from '../../data/data-folder';
import { loadSecrets } from '../../data/secrets';
import { Shop } from '../../shop';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
const inside = (name: string) => path.join(folder.path, name);

it('marks a new folder with its version and opens it again', async () => {
  await openDataFolder(folder.path);
  expect(readFileSync(inside('VERSION'), 'utf8')).toBe('1\n');
  await openDataFolder(folder.path);
});

it('refuses data of another version in one line that says what to do', async () => {
  writeFileSync(inside('VERSION'), '7\n');
  await expect(openDataFolder(folder.path)).rejects.toThrow(
    /holds data of version 7 .* reads version 1: .* --fresh$/,
  );
});

it('forgets data of whatever version, and keeps the certificates', async () => {
  await openDataFolder(folder.path);
  writeFileSync(inside('mongo/file'), '');
  writeFileSync(inside('tls/rootCA.pem'), '');
  writeFileSync(inside('VERSION'), '7\n');
  await forgetData(folder.path);
  await openDataFolder(folder.path);
  expect([existsSync(inside('mongo/file')), existsSync(inside('tls/rootCA.pem'))]).toEqual([false, true]);
});

it('opens a folder again after it forgot what a killed shop with monitoring left, beside a foreign file', async () => {
  await openDataFolder(folder.path);
  mkdirSync(inside('prometheus'));
  const left = ['prometheus/targets.json', 'stack.json', 'faults.json'];
  for (const file of [...left, 'processes.json', '.DS_Store']) writeFileSync(inside(file), '');
  await forgetData(folder.path);
  await openDataFolder(folder.path);
  expect(left.filter((file) => existsSync(inside(file)))).toEqual([]);
  expect([existsSync(inside('processes.json')), existsSync(inside('.DS_Store'))]).toEqual([true, true]);
});

it('a start removes the stack.json of a shop that was killed, whatever becomes of the start', async () => {
  writeFileSync(inside('VERSION'), '7\n');
  writeFileSync(inside('stack.json'), '{}');
  process.env.SHOP_DATA_DIR = folder.path;
  const shop = new Shop({ isEmpty: true, isFresh: false, isDev: false, isInspected: false }, () => {});
  await expect(shop.start()).rejects.toThrow(/holds data of version 7/);
  delete process.env.SHOP_DATA_DIR;
  await shop.stop();
  expect(existsSync(inside('stack.json'))).toBe(false);
});

it("neither takes nor empties a folder that is another program's", async () => {
  mkdirSync(inside('logs'));
  const files = ['logs/diary.txt', 'stack.json'];
  for (const file of files) writeFileSync(inside(file), '');
  await removeStaleStack(folder.path);
  await forgetData(folder.path);
  await expect(openDataFolder(folder.path)).rejects.toThrow(/holds other files \(logs\)/);
  expect(files.filter((file) => !existsSync(inside(file)))).toEqual([]);
});

it('says in one line that a folder cannot be made', async () => {
  writeFileSync(inside('file'), '');
  await expect(openDataFolder(inside('file/data'))).rejects.toThrow(/cannot be used as data folder/);
});

it('opens data of mongod 6.0 with 7.0 and with 6.0 again, whose format it keeps', async () => {
  await demandFittingMongod(folder.path, '6.0.5');
  await demandFittingMongod(folder.path, '7.0.24');
  await demandFittingMongod(folder.path, '6.0.29');
  expect(await readState(folder.path)).toEqual({ mongod: '6.0' });
});

it('refuses a mongod that cannot open the data of the one that wrote it', async () => {
  await demandFittingMongod(folder.path, '7.0.24');
  await expect(demandFittingMongod(folder.path, '6.0.5')).rejects.toThrow(
    /written by mongod 7.0 and this machine's is 6.0.5/,
  );
});

it('keeps what it records, each entry beside the others', async () => {
  await updateState(folder.path, { mongod: '6.0' });
  await updateState(folder.path, { demo: 'filled' });
  expect(await readState(folder.path)).toEqual({ mongod: '6.0', demo: 'filled' });
});

it.each(['', '{"demo"', 'null'])('names a damaged file (%j) and what to do in one line', async (text) => {
  for (const name of ['state.json', 'secrets.json']) writeFileSync(inside(name), text);
  const damaged = (name: string) =>
    new UserError(`${inside(name)} is damaged: restore it, or forget all data with: npm start -- --fresh`, 1);
  await expect(readState(folder.path)).rejects.toEqual(damaged('state.json'));
  await expect(loadSecrets(folder.path)).rejects.toEqual(damaged('secrets.json'));
});

it('makes its secrets once, long and readable by this user only', async () => {
  const secrets = await loadSecrets(folder.path);
  expect(await loadSecrets(folder.path)).toEqual(secrets);
  expect(secrets.jwtKey).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(inside('secrets.json')).mode & 0o777).toBe(0o600);
});
