/** Addresses that a page links to, without those in code. */
export function linksIn(page: string): string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, address = '']) => address);
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsIn(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** The texts of the fenced blocks of one language. */
export function blocksIn(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );
}

/** The inline code of a page. */
export function codeIn(page: string): string[] {
  return [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
}

/** The table under a heading's first row that begins with `column`: one record per row. */
export function tableIn(page: string, column: string): Record<string, string>[] {
  const lines = page.split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`| ${column} `));
  if (begin < 0) return [];
  const names = cellsOf(lines[begin]);
  const rows = lines.slice(
    begin + 2,
    begin + 2 + lines.slice(begin + 2).findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) => Object.fromEntries(cellsOf(row).map((cell, index) => [names[index] ?? '', cell])));
}

/** Commands that a page asks people to type: lines of its bash blocks, and code in its text that begins as one. */
export function commandsIn(page: string): string[] {
  const lines = blocksIn(page, 'bash').flatMap((block) => block.split('\n'));
  const inline = [
    ...withoutBlocks(page).matchAll(/`((?:npm|npx|cd|mkcert|skaffold|echo|[A-Z_]+=\S+ npm) [^`]+)`/g),
  ];
  const all = [...lines, ...inline.map(([, command = '']) => command.replaceAll('\\|', '|'))];
  return [...new Set(all.map((command) => command.trim()).filter(Boolean))];
}

const cellsOf = (row = ''): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());

const withoutBlocks = (page: string): string => page.replace(/^```[^]*?^```/gm, '');
const withoutCode = (page: string): string => withoutBlocks(page).replace(/`[^`\n]*`/g, '');
