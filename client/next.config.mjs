import { fileURLToPath } from 'node:url';

// Decoded: the folder's path may hold spaces, `#`, `%` or letters beyond ASCII.
const root = fileURLToPath(new URL('..', import.meta.url));

const isDev = process.env.NODE_ENV === 'development';

/**
 * Next.js' own scripts as ES modules, which it ships beside the CommonJS ones that it loads by itself: a build leaves
 * out what no page uses, 11 kB of 96 (ADR 0065). The pages need all of these, or they would load a second router.
 * The development server loads its own scripts and stays as it is.
 */
const LEAN_NEXT = Object.fromEntries(
  Object.entries({
    'next/dist/client/next-turbopack.js': 'next/dist/esm/client/next-turbopack.js',
    'next/router': 'next/dist/esm/client/router.js',
    'next/head': 'next/dist/esm/shared/lib/head.js',
    // Its ES modules name this file where only the CommonJS ones have it.
    '../build/polyfills/polyfill-module': 'next/dist/build/polyfills/polyfill-module.js',
  }).map(([name, file]) => [name, { browser: file }]),
);

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No two pages are equal: each has a nonce of its own.
  generateEtags: false,
  // Product images are data URIs or the seller's own address; nothing is resized here, so sharp is not needed.
  images: { unoptimized: true },
  // One workspace, one lockfile: traced files may lie above this folder.
  outputFileTracingRoot: root,
  turbopack: { root, resolveAlias: isDev ? {} : LEAN_NEXT },
  devIndicators: false,
  // `npm test` checks types, tests included; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // A page's code is loaded when it is first asked for: 20 MiB less while idle.
    preloadEntriesOnStart: false,
    // Back returns to where the shopper was in a list, although the page is fetched again.
    scrollRestoration: true,
    // What all pages share becomes one file, which compresses better than four (ADR 0065).
    turbopackChunking: { requestCost: 2_000_000, minChunkSize: 1_000_000, maxMergeChunkSize: 2_000_000 },
  },
};

export default config;
