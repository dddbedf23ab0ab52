import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { acquireLock } from '../supervisor/lock';
import { loopbackAddresses } from '../ports';
import { REPOSITORY } from '../settings';
import { tempFolder } from './temp-folder';

const folder = tempFolder();

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const script = path.join(REPOSITORY, 'infra/local/start.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SHOP_DATA_DIR: path.join(folder.path, 'data'),
      ...env,
    },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, lines: stderr.trimEnd().split('\n') };
}

it('refuses an option that it does not know, in one line, with exit code 2', () => {
  const { status, lines } = start(['--frehs']);
  expect([status, lines]).toEqual([2, ["Unknown option '--frehs': see npm start -- --help"]]);
});

it.each(['empty', 'fresh', 'inspect', 'monitoring'])(
  'refuses to start without --%s when npm has kept it, and says what to write',
  (flag) => {
    const env = { [`npm_config_${flag}`]: 'true', npm_lifecycle_event: 'dev' };
    const { status, lines } = start([], env);
    expect([status, lines]).toEqual([2, [`npm kept --${flag}: write npm run dev -- --${flag}`]]);
  },
);

it('prints its usage for --help', () => {
  const { status, stdout } = start(['--help']);
  expect(status).toBe(0);
  for (const word of ['--empty', '--fresh', '--dev', 'SHOP_DATA_DIR', 'SHOP_REPLICAS', 'SHOP_MONGOD'])
    expect(stdout).toContain(word);
});

it.each([
  [{ SHOP_HTTP_PORT: 'http' }, /^SHOP_HTTP_PORT must be a port between 1 and 65535/],
  [{ STRIPE_SECRET_KEY: 'whsec_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1' }, /^STRIPE_SECRET_KEY is malformed/],
])('refuses the setting %j in one line and leaves nothing behind', (env, message) => {
  const { status, lines } = start([], env);
  expect([status, lines]).toEqual([1, [expect.stringMatching(message)]]);
  expect(readdirSync(folder.path)).toEqual([]);
});

it.each(loopbackAddresses())(
  'refuses a port in use on %s in one line and leaves nothing behind',
  async (address) => {
    const other = createServer().listen(0, address);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { status, lines } = start([], { SHOP_HTTP_PORT: String(port), SHOP_HTTPS_PORT: '0' });
    other.close();
    expect([status, lines]).toEqual([1, [expect.stringContaining(`Port ${port} is in use`)]]);
    expect(lines[0]).toContain('npm run doctor');
    expect(existsSync(path.join(folder.path, 'data'))).toBe(false);
  },
);

it('refuses to run beside another start, in one line', () => {
  const release = acquireLock(folder.path);
  const { status, lines } = start([], { SHOP_DATA_DIR: folder.path });
  release();
  expect([status, lines]).toEqual([1, [expect.stringContaining('The shop is running already')]]);
});

it.each(['start', 'dev'])('npm run %s passes SIGTERM on to the shop', async (script) => {
  const preload = path.join(folder.path, 'wait.mjs');
  writeFileSync(
    preload,
    `if (process.argv[1]?.endsWith('start.mjs')) {
      const stay = setInterval(() => {}, 1000);
      const stopped = new Promise((resolve) => process.once('SIGTERM', resolve));
      process.stdout.write('waits\\n');
      await stopped;
      clearInterval(stay);
      process.stdout.write('stops');
      process.exit(0);
    }`,
  );
  const npm = spawn('npm', ['run', '--silent', script], {
    cwd: REPOSITORY,
    env: { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    const [waits] = (await once(npm.stdout, 'data', { signal: AbortSignal.timeout(15_000) })) as [Buffer];
    expect(waits.toString()).toBe('waits\n');
    npm.kill('SIGTERM');
    const [stops] = (await once(npm.stdout, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
    expect(stops.toString()).toBe('stops');
  } finally {
    killGroup(npm.pid!);
  }
});

/** Kills what is left of a process that led a group: its children may outlive it. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
