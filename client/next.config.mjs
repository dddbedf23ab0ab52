import { fileURLToPath } from 'node:url';

// Decoded: the folder's path may hold spaces, `#`, `%` or letters beyond ASCII.
const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Product images are data URIs or the seller's own address; nothing is resized here, so sharp is not needed.
  images: { unoptimized: true },
  // One workspace, one lockfile: traced files may lie above this folder.
  outputFileTracingRoot: root,
  turbopack: { root, resolveAlias: { 'next/link': './components/link.tsx' } },
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
