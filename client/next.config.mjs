/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Product images are data URIs or the seller's own address; nothing is resized here, so sharp is not needed.
  images: { unoptimized: true },
  // One workspace, one lockfile: traced files may lie above this folder.
  outputFileTracingRoot: new URL('..', import.meta.url).pathname,
  turbopack: { root: new URL('..', import.meta.url).pathname },
  devIndicators: false,
  // A page's code is loaded when it is first asked for: 20 MiB less while idle.
  experimental: { preloadEntriesOnStart: false },
};

export default config;
