/** @throws Error when the text does not have what something is inserted behind */
export function insertBehind(text: string, behind: string | RegExp, added: string, file: string): string {
  const found = typeof behind === 'string' ? behind : behind.exec(text)?.[0];
  const start = found === undefined ? -1 : text.indexOf(found);
  if (found === undefined || start < 0) throw new Error(`${file} has no ${String(behind)}`);
  const end = start + found.length;
  return text.slice(0, end) + added + text.slice(end);
}
