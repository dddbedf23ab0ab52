import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdirSync, readFileSync, type StatsFs, promises, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDataFolder } from '../../data/data-folder';
import { obtainCertificate } from '../../gateway/certificates';
import { checkDisk, checkMemory, checkProcessor, checkProxy, checkTrust } from '../../doctor/machine';
import { checkPrograms } from '../../doctor/programs';
import { checkDataFolder, checkLock, checkPorts } from '../../doctor/shop-health';
import { loopbackAddresses } from '../../ports';
import { identify } from '../../supervisor/process-identity';
import { SERVICES } from '../../services';
import { readSettings } from '../../settings';
import { tempFolder } from '../temp-folder';

const LOCAL = path.resolve(__dirname, '../../..');
const folder = tempFolder();

it.each(['start.mjs', 'doctor.mjs'])('%s says in one line that Node is too old', (program) => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(old)}`, path.join(LOCAL, program)],
    { encoding: 'utf8' },
  );
  expect([status, stdout + stderr]).toEqual([
    1,
    expect.stringMatching(/^Node 20\.18\.3 is too old: 20\.19 or newer is needed \(.*\)\.\n$/),
  ]);
});

it('finds a processor without AVX, and one without ARMv8.2-A', () => {
  expect(checkProcessor('flags\t\t: fpu sse4_2\n', 'x64')).toMatchObject({
    state: 'wrong',
    text: expect.stringContaining('AVX') as string,
    repair: expect.any(String) as string,
  });
  expect(checkProcessor('flags\t\t: fpu avx avx2\n', 'x64').state).toBe('ok');
  expect(checkProcessor('Features\t: fp asimd\n', 'arm64').state).toBe('wrong');
  expect(checkProcessor('Features\t: fp atomics\n', 'arm64').state).toBe('ok');
  expect(checkProcessor('', 'arm64').state).toBe('ok'); // macOS tells nothing, and every Mac that runs Node 20 has it
});

it('finds little memory, but not that a running shop has taken', () => {
  expect(checkMemory(false, 300).state).toBe('wrong');
  expect(checkMemory(true, 300).state).toBe('ok');
});

it('finds an authority of mkcert that this machine does not trust', async () => {
  const { caFile } = await obtainCertificate(folder.path, ['shop.test'], '/no/mkcert');
  const mkcert = path.join(folder.path, 'mkcert');
  writeFileSync(mkcert, `#!/bin/sh\necho "${folder.path}"\n`, { mode: 0o755 });
  expect(await checkTrust([], mkcert)).toMatchObject({ state: 'advice', repair: 'mkcert -install' });
  expect(await checkTrust([readFileSync(caFile, 'utf8')], mkcert)).toMatchObject({ state: 'ok' });
});

it('finds a disk without room for the journals that a start would allocate, and says what a start says', async () => {
  const dataDir = path.join(folder.path, 'data');
  const statfs = jest.spyOn(promises, 'statfs');
  const disk = async (mib: number) => {
    statfs.mockResolvedValue({ bavail: mib, bsize: 2 ** 20 } as StatsFs);
    return checkDisk(dataDir);
  };
  expect(await disk(1024)).toMatchObject({ state: 'ok' });
  const full = await disk(700);
  expect(full).toMatchObject({
    state: 'wrong',
    text: `Only 700 MiB are free for ${dataDir}, and the shop needs 876 MiB`,
  });
  await expect(openDataFolder(dataDir)).rejects.toThrow(full.text);
  for (const { name } of SERVICES)
    mkdirSync(path.join(dataDir, 'mongo', name, 'journal'), { recursive: true });
  expect(await disk(700)).toMatchObject({ state: 'ok' });
  statfs.mockRestore();
});

it('finds a malformed and a silent proxy, and shows no password', async () => {
  expect(await checkProxy({})).toMatchObject({ state: 'ok' });
  expect(await checkProxy({ HTTPS_PROXY: 'proxy' })).toMatchObject({ state: 'wrong' });
  const silent = await checkProxy({ https_proxy: 'http://me:hidden@127.0.0.1:1' });
  expect(silent).toMatchObject({
    state: 'wrong',
    text: expect.stringContaining('does not answer') as string,
  });
  expect(JSON.stringify(silent)).not.toContain('hidden');
});

it('finds a port in use and says on which address', async () => {
  const address = loopbackAddresses().at(-1) ?? '';
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const settings = readSettings({ SHOP_HTTP_PORT: String(port), SHOP_HTTPS_PORT: '0' });
  const [http, https] = await checkPorts(settings);
  server.close();
  expect(http).toMatchObject({
    state: 'wrong',
    // Another process may use the port on the other address.
    text: expect.stringContaining(
      `on ${address}: Port ${port} is in use: stop what uses it, or choose another one by SHOP_HTTP_PORT`,
    ) as string,
    repair: expect.stringContaining(`SHOP_HTTP_PORT=`) as string,
  });
  expect(https?.state).toBe('ok');
});

it('finds the lock of a shop that died, and knows one that runs', async () => {
  const lock = path.join(folder.path, 'lock');
  expect(await checkLock(folder.path)).toMatchObject({ isRunning: false, findings: [{ state: 'ok' }] });
  writeFileSync(lock, JSON.stringify({ pid: process.pid, birth: 'another' }));
  expect(await checkLock(folder.path)).toMatchObject({
    isRunning: false,
    findings: [{ state: 'advice', repair: expect.stringContaining(`rm ${lock}`) as string }],
  });
  writeFileSync(lock, JSON.stringify(identify(process.pid)));
  expect(await checkLock(folder.path)).toMatchObject({ isRunning: true, findings: [{ state: 'ok' }] });
});

it('finds a program that does not start here', async () => {
  const broken = path.join(folder.path, 'mongod');
  writeFileSync(broken, '#!/bin/sh\necho wrong libc >&2\nexit 3\n', { mode: 0o755 });
  const [mongod] = await checkPrograms({ SHOP_MONGOD: broken });
  expect(mongod).toMatchObject({
    state: 'advice',
    text: expect.stringContaining('mongod from SHOP_MONGOD is not used: wrong libc') as string,
    repair: 'unset SHOP_MONGOD, or name another one',
  });
});

it('finds a mongod on PATH that a start refuses, and says what the start uses', async () => {
  const { env } = process;
  process.env = { ...env, PATH: `${folder.path}:${env.PATH}`, XDG_CACHE_HOME: folder.path };
  const installed = path.join(folder.path, 'mongod');
  const install = (version: string): void =>
    writeFileSync(installed, `#!/bin/sh\necho "db version v${version}"\n`, { mode: 0o755 });
  install('8.0.4');
  const [refused] = await checkPrograms({});
  install('7.0.24');
  const [used] = await checkPrograms({});
  process.env = env;
  expect(refused).toMatchObject({
    state: 'advice',
    text: expect.stringMatching(
      /^mongod from PATH is not used: .* is 8\.0\.4: .*SERVER-139311.*; npm start downloads another one$/,
    ) as string,
  });
  expect(used).toMatchObject({ state: 'ok', text: `mongod 7.0.24 from PATH (${installed})` });
});

it('finds a data folder of another version or of another program, and says what a start says', async () => {
  const dataDir = path.join(folder.path, 'data');
  expect(await checkDataFolder(dataDir)).toMatchObject({ state: 'ok' });
  await openDataFolder(dataDir);
  expect(await checkDataFolder(dataDir)).toMatchObject({ state: 'ok' });
  writeFileSync(path.join(dataDir, 'VERSION'), '7\n');
  expect(await checkDataFolder(dataDir)).toMatchObject({
    state: 'wrong',
    text: expect.stringMatching(/holds data of version 7 .* reads version 1/) as string,
  });
  rmSync(path.join(dataDir, 'VERSION'));
  expect(await checkDataFolder(dataDir)).toMatchObject({
    state: 'wrong',
    text: expect.stringContaining('holds other files') as string,
  });
});
