import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { EMPTY_PAGE } from '../empty-page';

/** The scripts of an empty page, compressed as the shop's are: in Brotli. */
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
    symlinkSync(path.resolve(__dirname, '../../../node_modules'), path.join(folder, 'node_modules'));
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

it('weighs what is recorded for this Next.js', () => {
  const difference = weightOfEmptyPage() - EMPTY_PAGE.bytes;
  // The name of the folder is in the scripts, and changes what they compress to by up to 0.2 %.
  expect(Math.abs(difference)).toBeLessThanOrEqual(300);
}, 300_000);
