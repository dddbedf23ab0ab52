import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../repository';

/** Pages that lead through the code: behind the link to a file, a list item has names that the file exports or has. */
const PAGES = ['docs/tour.md', 'docs/adding-an-endpoint.md'];

interface Step {
  file: string;
  names: string[];
}

/** List items that link to a source file, with the names in code after the link. */
function stepsIn(page: string): Step[] {
  const items = page.split(/^(?=[-\d])/m);
  return items.flatMap((item) => {
    const links = [...item.matchAll(/\]\(\.\.\/([^)]+\.ts)\)([^]*?)(?=\]\(\.\.\/|$)/g)];
    return links.map(([, file = '', after = '']) => ({
      file,
      names: [...after.split(/\n\n/)[0]!.matchAll(/`([a-zA-Z_]+)`/g)].map(([, name = '']) => name),
    }));
  });
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const steps = PAGES.flatMap((page) => stepsIn(read(page)).map((step) => ({ page, ...step })));

it('finds the steps of the tour', () => {
  expect(steps.filter(({ page }) => page === 'docs/tour.md').length).toBeGreaterThanOrEqual(20);
  expect(steps.flatMap(({ names }) => names)).toEqual(expect.arrayContaining(['placeOrder', 'change']));
});

it.each(steps)('$page: $file has $names', ({ file, names }) => {
  const source = read(file);
  const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source));
  expect(missing).toEqual([]);
});
