/** The `cursor` parameter of a Link header's rel="next" address, or null on the last page. */
export function nextCursorOf(link: string | null): string | null {
  for (const entry of link?.split(/,\s*(?=<)/) ?? []) {
    const match = /^\s*<([^>]*)>(.*)$/.exec(entry);
    if (!match || !/;\s*rel="?next"?/i.test(match[2] ?? '')) continue;
    const query = match[1]?.split('?')[1] ?? '';
    return new URLSearchParams(query).get('cursor');
  }
  return null;
}
