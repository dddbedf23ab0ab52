import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../repository';

const MOST_CHARACTERS = 100;
const MOST_CHARACTERS_OF_A_ROW = 120;
const MOST_COLUMNS = 3;
/** What stays of an empty cell, or of a column named by a question, where a table has become a list. */
const REST_OF_A_TABLE = /; :|\?:/;

const pages = trackedFiles().filter(
  (file) => file.endsWith('.md') && !file.endsWith('CHANGELOG.md') && existsSync(path.join(root, file)),
);
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8');

/** Lines outside of fenced blocks, with their numbers. */
function linesOf(page: string): { line: string; number: number }[] {
  let isCode = false;
  return page.split('\n').flatMap((line, index) => {
    if (/^\s*```/.test(line)) isCode = !isCode;
    return isCode || /^\s*```/.test(line) ? [] : [{ line, number: index + 1 }];
  });
}

/** Without what cannot be broken or is not shown: code, the addresses of links, the padding of cells. */
function widthOf(line: string): number {
  const isRow = line.startsWith('|');
  const shown = line.replace(/\]\([^)]*\)/g, ']').replace(/ {2,}|-{4,}/g, ' ');
  return [...(isRow ? shown : shown.replace(/`[^`]*`/g, '``'))].length;
}

function faultsOf(page: string): string[] {
  return linesOf(page).flatMap(({ line, number }) => {
    const isRow = line.startsWith('|');
    const limit = isRow ? MOST_CHARACTERS_OF_A_ROW : MOST_CHARACTERS;
    const columns = line.replaceAll('\\|', '').split('|').length - 2;
    const [rest] = REST_OF_A_TABLE.exec(line.replace(/`[^`]*`/g, '``')) ?? [];
    return [
      ...(rest ? [`line ${number} has "${rest}", the rest of a table: write a sentence, or a table`] : []),
      ...(widthOf(line) > limit ? [`line ${number} has ${widthOf(line)} characters, at most ${limit}`] : []),
      ...(isRow && columns > MOST_COLUMNS
        ? [`line ${number} has ${columns} columns, at most ${MOST_COLUMNS}`]
        : []),
    ];
  });
}

/** The first sentence after the title and, of a decision, its date. */
function openingOf(page: string): string {
  const blocks = page.split(/\n{2,}/).filter((block) => !/^(# |Date: |---\n|<!--)/.test(block));
  return blocks[0] ?? '';
}

describe.each(pages)('%s', (page) => {
  it('has short lines and narrow tables', () => {
    expect(faultsOf(read(page))).toEqual([]);
  });
});

/** Pages whose form is not ours to choose, or whose reader the index beside them names. */
const NO_OPENING = /^(\.changeset\/|\.github\/|docs\/decisions\/\d{4}-)/;

describe.each(pages.filter((page) => !NO_OPENING.test(page)))('the first sentence of %s', (page) => {
  it('says who the page is for', () => {
    expect(openingOf(read(page))).toMatch(/^For /);
  });
});

describe('docs/README.md', () => {
  const index = read('docs/README.md');
  const listed = pages.filter((page) => page.startsWith('docs/') && page.split('/').length === 2);

  it.each(listed.filter((page) => page !== 'docs/README.md'))('lists %s', (page) => {
    expect(index).toContain(`](${path.basename(page)})`);
  });
});

describe('docs/decisions/README.md', () => {
  const index = read('docs/decisions/README.md');
  const decisions = pages.filter((page) => /^docs\/decisions\/\d{4}-/.test(page));

  it.each(decisions.filter((page) => !page.includes('/0000-')))('lists %s by its title', (page) => {
    const [, title = ''] = /^# (\d{4} .+)$/m.exec(read(page)) ?? [];
    expect(index.replace(/\s+/g, ' ')).toContain(`[${title}](${path.basename(page)})`);
  });

  const statusOf = (page: string): string =>
    /^Date: .*?· Status:\s+([^]*?)\n\n/m.exec(read(page))?.[1]?.replace(/\s+/g, ' ') ?? '';

  it.each(decisions)('%s has a status that the field knows', (page) => {
    expect(statusOf(page)).toMatch(/^(accepted|proposed|superseded by|proposed \| accepted)/);
  });

  it.each(decisions)('marks %s with the later decisions that its status names', (page) => {
    const [ownStatus = ''] = statusOf(page).split(' · '); // behind it: what this decision changed itself
    const later = [...ownStatus.matchAll(/\[(\d{4})\]/g)].map(([, number]) => number);
    const entry = index.split('\n- ').find((one) => one.includes(`](${path.basename(page)})`)) ?? '';
    const [, mark = ''] = /\)\s+\(([^)]*)\)\s*$/.exec(entry) ?? [];
    expect(mark.match(/\d{4}/g) ?? []).toEqual(later);
  });

  it('is in the order of the numbers', () => {
    const numbers = [...index.matchAll(/^- \[(\d{4})/gm)].map(([, number]) => number);
    expect(numbers).toEqual([...numbers].sort());
  });
});

describe('the check', () => {
  it('names a long line, a wide table and nothing in code', () => {
    const words = 'word '.repeat(30).trim();
    expect(faultsOf(`${words}\n\n| a | b | c | d |\n`)).toHaveLength(2);
    expect(faultsOf(`\`\`\`\n${words}\n\`\`\`\n- [a](https://${'x'.repeat(120)}) \`${words}\`\n`)).toEqual(
      [],
    );
  });

  it('names what a table left in a list, except in code', () => {
    expect(faultsOf('- `KEY`: –; : the key\n- `hang`: charged?: yes\n')).toHaveLength(2);
    expect(faultsOf('- `name?: string`\n')).toEqual([]);
  });
});
