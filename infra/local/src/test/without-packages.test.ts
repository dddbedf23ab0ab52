import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { loopbackAddresses } from '../ports';
import { REPOSITORY } from '../settings';
import { tempFolder } from './temp-folder';

const folder = tempFolder();
/** A name that is another one as a URL. */
const inside = (file: string) => path.join(folder.path, 'a#b%20c', file);
const LOCAL = 'infra/local';

/** A repository that was built once and has no node_modules any more, and an npm that installs nothing. */
beforeEach(() => {
  mkdirSync(inside(LOCAL), { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(REPOSITORY, file), inside(file));
  const programs = readdirSync(path.join(REPOSITORY, LOCAL)).filter((name) => name.endsWith('.mjs'));
  for (const name of programs) copyFileSync(path.join(REPOSITORY, LOCAL, name), inside(`${LOCAL}/${name}`));
  cpSync(path.join(REPOSITORY, LOCAL, 'build'), inside(`${LOCAL}/build`), { recursive: true });
  writeFileSync(inside('npm-cli.js'), "console.error('npm error no registry'); process.exit(1);");
});

function run(program: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [inside(`${LOCAL}/${program}`)], {
    env: {
      PATH: process.env.PATH,
      HOME: folder.path,
      npm_execpath: inside('npm-cli.js'),
      SHOP_HTTP_PORT: '0',
      SHOP_HTTPS_PORT: '0',
      ...env,
    },
    encoding: 'utf8',
  });
  return { status, lines: (stdout + stderr).trimEnd().split('\n') };
}

it('a start with an earlier build and no packages installs them', () => {
  const { status, lines } = run('start.mjs');
  expect(status).toBe(1);
  expect(lines).toEqual([
    'Installing packages (npm ci)…',
    'npm error no registry',
    expect.stringMatching(/^Installing packages \(npm ci\) failed, see above\./),
  ]);
});

describe.each(loopbackAddresses())('with a port in use on %s', (address) => {
  it.each(['SHOP_HTTP_PORT', 'SHOP_HTTPS_PORT'])(
    'a first start refuses %s before it installs',
    async (setting) => {
      rmSync(inside(`${LOCAL}/build`), { recursive: true });
      const other = createServer().listen(0, address);
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { status, lines } = run('start.mjs', { [setting]: String(port) });
      other.close();
      const line = `Port ${port} is in use: stop what uses it, or choose another one by ${setting} `;
      expect([status, lines]).toEqual([1, [expect.stringContaining(line)]]);
    },
  );
});

it('a first start leaves a malformed port to the check after the build', () => {
  rmSync(inside(`${LOCAL}/build`), { recursive: true });
  expect(run('start.mjs', { SHOP_HTTP_PORT: 'http' }).lines[0]).toBe('Installing packages (npm ci)…');
});

it('the doctor runs in a folder of whatever name', () => {
  mkdirSync(inside('node_modules/typescript/bin'), { recursive: true });
  writeFileSync(inside('node_modules/typescript/bin/tsc'), '');
  writeFileSync(inside(`${LOCAL}/build/doctor/index.js`), "console.log('all is well')");
  expect(run('doctor.mjs')).toEqual({ status: 0, lines: ['all is well'] });
});

it('the doctor with an earlier build and no packages says so in one line', () => {
  expect(run('doctor.mjs')).toEqual({
    status: 1,
    lines: ['The packages are not installed: npm ci (npm start does it by itself).'],
  });
});
