/**
 * Where to go after signing in: `next` when it is a path on this site, else the catalogue.
 * Anything a browser would resolve to another host (`//evil`, `/\evil`, anything but visible ASCII) is dropped.
 */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !/^[!-[\]-~]+$/.test(next)) return '/';
  const base = 'http://shop.invalid';
  if (!URL.canParse(next, base) || new URL(next, base).origin !== base) return '/';
  return next.startsWith('/auth/') ? '/' : next;
}
