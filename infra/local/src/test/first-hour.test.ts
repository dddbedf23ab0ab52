import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY } from '../settings';
import { tempFolder } from './temp-folder';

const folder = tempFolder();
const BUILD = pathToFileURL(path.join(REPOSITORY, 'infra/local/build-what-changed.mjs')).href;
const PROXY = pathToFileURL(path.join(REPOSITORY, 'infra/local/proxy-environment.mjs')).href;

/** Runs a script beside the command line's own functions. @returns what it prints as JSON */
function run(script: string, env: NodeJS.ProcessEnv = {}): unknown {
  const args = ['--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as unknown;
}

it.each(['my shop', 'shop#1', '100%', 'a%20b', 'bücher'])('the pages build in the folder "%s"', (name) => {
  const client = path.join(folder.path, name, 'client');
  mkdirSync(client, { recursive: true });
  const config = path.join(client, 'next.config.mjs');
  copyFileSync(path.join(REPOSITORY, 'client/next.config.mjs'), config);
  const printed = run(
    `const { default: config } = await import(${JSON.stringify(pathToFileURL(config).href)});
     console.log(JSON.stringify([config.outputFileTracingRoot, config.turbopack.root]));`,
  );
  const root = `${path.join(folder.path, name)}${path.sep}`;
  expect(printed).toEqual([root, root]);
});

describe('the hash of the sources of the pages', () => {
  const hashOf = (client: string) =>
    run(`import { sourcesHash } from '${BUILD}';
      console.log(JSON.stringify(sourcesHash(${JSON.stringify(client)})));`);

  it.each([
    ['the content of a file', true, 'pages/cart.tsx', 'changed'],
    ['a new file', true, 'pages/help.tsx', ''],
    ['a test', false, 'test/cart.test.ts', 'changed'],
    ['a build', false, '.next/BUILD_ID', '2'],
  ])('changes with %s: %s', (_name, isSource, file, content) => {
    const client = path.join(folder.path, file.replaceAll('/', '-'));
    for (const inner of ['pages', 'test', '.next']) mkdirSync(path.join(client, inner), { recursive: true });
    writeFileSync(path.join(client, 'pages/cart.tsx'), 'original');
    const before = hashOf(client);
    expect(hashOf(client)).toBe(before);
    writeFileSync(path.join(client, file), content);
    expect(hashOf(client) !== before).toBe(isSource);
  });
});

it.each([
  { NODE_ENV: 'production' },
  { npm_config_omit: 'dev' },
  { NPM_CONFIG_OMIT: 'dev' },
  { npm_config_production: 'true' },
  { npm_config_only: 'production' },
])('npm installs what a build needs with %j in the shell', (env) => {
  const script = `import { stepEnvironment } from '${BUILD}';
    import { spawnSync } from 'node:child_process';
    const options = { env: stepEnvironment(process.env), encoding: 'utf8' };
    const omitted = spawnSync('npm', ['config', 'get', 'omit'], options).stdout.trim();
    console.log(JSON.stringify({ omitted, mode: options.env.NODE_ENV ?? null }));`;
  expect(run(script, { npm_config_omit: undefined, ...env })).toEqual({ omitted: '', mode: null });
});

it.each([
  [
    'npm',
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    [process.execPath, '/usr/lib/node_modules/npm/bin/npm-cli.js'],
  ],
  ['yarn', '/usr/share/yarn/bin/yarn.js', ['npm']],
  ['pnpm', '/usr/lib/node_modules/pnpm/bin/pnpm.cjs', ['npm']],
])('%s start installs by npm', (_name, npm, command) => {
  const script = `import { npmCommand } from '${BUILD}'; console.log(JSON.stringify(npmCommand(process.env)));`;
  expect(run(script, { npm_execpath: npm })).toEqual(command);
});

it('names a proxy in both spellings to every program, and keeps this machine out of it', () => {
  const script = (env: object) => `import { proxyEnvironment } from '${PROXY}';
    console.log(JSON.stringify(proxyEnvironment(${JSON.stringify(env)})));`;
  const NO_PROXY = '.corp.test,localhost,127.0.0.1,::1,ecommerce.local';
  expect(run(script({ HTTPS_PROXY: 'http://proxy:3128', no_proxy: '.corp.test, localhost' }))).toEqual({
    HTTPS_PROXY: 'http://proxy:3128',
    https_proxy: 'http://proxy:3128',
    NO_PROXY,
    no_proxy: NO_PROXY,
  });
  expect(run(script({ NO_PROXY: '.corp.test', HTTP_PROXY: '' }))).toEqual({});
});

it('a hang-up does not stop a start whose output is no terminal', async () => {
  const script = `import { stopSignals } from '${BUILD}';
    console.log(stopSignals({ isTTY: true }).join(), stopSignals().join());
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  expect(printed.toString().trim()).toBe('SIGINT,SIGTERM,SIGHUP SIGINT,SIGTERM');
  child.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill('SIGTERM');
  await once(child, 'exit');
});
