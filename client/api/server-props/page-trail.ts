import type { ParsedUrlQuery } from 'node:querystring';

/** Where a list stands: the cursor of this page and those of the pages before it, oldest first. */
export interface PageSpot {
  cursor?: string;
  before: string[];
}

const FIRST: PageSpot = { before: [] };
const SEPARATOR = '~';
/** In characters: proxies refuse addresses of 8,000, and a list by name has long cursors. */
const LONGEST_TRAIL = 2_000;

/** Reads the spot from the address. */
export function readSpot(query: ParsedUrlQuery): PageSpot {
  const cursor = [query.cursor].flat()[0];
  if (!cursor) return FIRST;
  const before = [query.before].flat()[0] ?? '';
  return { cursor, before: before.split(SEPARATOR).filter(Boolean) };
}

/** The page after this one. A very long trail forgets its start: from there, back leads to the first page. */
export function spotAfter({ cursor, before }: PageSpot, nextCursor: string): PageSpot {
  const trail = [...before, ...(cursor ? [cursor] : [])];
  while (trail.join(SEPARATOR).length > LONGEST_TRAIL) trail.shift();
  return { cursor: nextCursor, before: trail };
}

/** The page before this one; null on the first. */
export function spotBefore({ cursor, before }: PageSpot): PageSpot | null {
  if (!cursor) return null;
  const last = before.at(-1);
  return last ? { cursor: last, before: before.slice(0, -1) } : FIRST;
}

/** The address of a spot of the list at `base`. */
export function hrefOfSpot(base: string, { cursor, before }: PageSpot): string {
  if (!cursor) return base;
  const params = new URLSearchParams({
    cursor,
    ...(before.length > 0 && { before: before.join(SEPARATOR) }),
  });
  return `${base}${base.includes('?') ? '&' : '?'}${params}`;
}
