import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get as request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { MUG, serveClient } from './served';

const served = serveClient();
const MAX_CSS_BYTES = 12_000;
/** How much heavier than an empty page a page of the shop may be (ADR 0065). */
const MAX_RATIO = 1.07;

/** What a browser that takes Brotli receives for this address, in bytes of the body. */
function bytesOf(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { 'accept-encoding': 'br, gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

async function weightOf(page: string, file: RegExp): Promise<number> {
  const html = await (await served.get(page, { cookie: 'session=abc' })).text();
  const addresses = new Set(
    [...html.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map(([, found]) => found),
  );
  const sizes = [...addresses]
    .filter((found) => file.test(found ?? ''))
    .map((found) => bytesOf(served.url + found));
  expect(sizes.length).toBeGreaterThan(0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The scripts of an empty page of the same Next.js, compressed as the shop's are: in Brotli. */
function weightOfEmptyPage(): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'empty-page-'));
  try {
    mkdirSync(path.join(folder, 'pages'));
    writeFileSync(path.join(folder, 'package.json'), '{"name":"empty","private":true}');
    writeFileSync(
      path.join(folder, 'next.config.mjs'),
      "export default { outputFileTracingRoot: '/', turbopack: { root: '/' } };",
    );
    writeFileSync(
      path.join(folder, 'pages/index.jsx'),
      'export default () => null;\nexport const getServerSideProps = async () => ({ props: {} });\n',
    );
    symlinkSync(path.resolve(__dirname, '../../node_modules'), path.join(folder, 'node_modules'));
    const next = require.resolve('next/dist/bin/next');
    const build = spawnSync(process.execPath, [next, 'build'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    });
    if (build.status !== 0) throw new Error(`next build failed: ${build.stderr}${build.stdout}`);
    const manifest = JSON.parse(readFileSync(path.join(folder, '.next/build-manifest.json'), 'utf8')) as {
      pages: Record<string, string[]>;
      lowPriorityFiles: string[];
    };
    const files = [
      ...(manifest.pages['/_app'] ?? []),
      ...(manifest.pages['/'] ?? []),
      ...manifest.lowPriorityFiles,
    ];
    return [...new Set(files)]
      .filter((file) => file.endsWith('.js'))
      .reduce(
        (sum, file) => sum + brotliCompressSync(readFileSync(path.join(folder, '.next', file))).length,
        0,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PAGES = [
  '/',
  '/?q=mug',
  `/products/${MUG.id}`,
  '/cart',
  '/checkout',
  '/orders',
  '/orders/65f000000000000000000009',
  '/sell',
  '/sell/products',
];

it('loads at most 7 % more script than an empty page does, both in Brotli', async () => {
  served.asSeller();
  served.answers['GET /api/orders'] = { body: [] };
  const limit = weightOfEmptyPage() * MAX_RATIO;
  const weights = Object.fromEntries(
    await Promise.all(PAGES.map(async (page) => [page, await weightOf(page, /\.js$/)] as const)),
  );
  expect(Object.entries(weights).filter(([, bytes]) => bytes > limit)).toEqual([]);
}, 300_000);

it('styles every page in at most 12 kB', async () => {
  expect(await weightOf('/', /\.css$/)).toBeLessThanOrEqual(MAX_CSS_BYTES);
});

it('keeps Stripe’s libraries out of what an order loads first', () => {
  const folder = path.resolve(__dirname, '../.next');
  const manifest = JSON.parse(readFileSync(path.join(folder, 'build-manifest.json'), 'utf8')) as {
    pages: Record<string, string[]>;
  };
  const first = [...(manifest.pages['/_app'] ?? []), ...(manifest.pages['/orders/[id]'] ?? [])];
  const holding = readdirSync(path.join(folder, 'static/chunks'))
    .map((name) => `static/chunks/${name}`)
    .filter(
      (name) =>
        name.endsWith('.js') && readFileSync(path.join(folder, name), 'utf8').includes('js.stripe.com'),
    );
  expect(holding.length).toBeGreaterThan(0);
  expect(holding.filter((name) => first.includes(name))).toEqual([]);
});

it.each([
  ['a file that is not there', '/_next/static/chunks/none.js', 404],
  ['a file above the folder', '/_next/static/..%2f..%2fserver.js', 404],
])('answers 404 to %s', async (_name, address, status) => {
  const response = await served.get(address, { 'accept-encoding': 'br' });
  expect(response.status).toBe(status);
});
