import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../repository';
import { services } from '../../../../services.cjs';

const PAGES = [
  'adding-a-service.md',
  'adding-an-endpoint.md',
  'adding-an-event.md',
  'consuming-common.md',
  'debugging.md',
  'glossary.md',
  'migrations.md',
];
const SERVICES = services.map(({ folder }) => folder);
const top = readdirSync(root);

/** Paths of this repository that a page names; `<service>` stands for any of them. */
function pathsIn(page: string): string[] {
  const code = [...page.matchAll(/`([^`\s]+)`/g)].map(([, text = '']) => text);
  return code.filter((text) => text.startsWith('<service>/') || top.includes(text.split('/')[0] ?? ''));
}

const tracked = trackedFiles();

const isThere = (file: string): boolean => {
  const [before = '', after] = file.split('*');
  if (after === undefined) return existsSync(path.join(root, file));
  return tracked.some((one) => one.startsWith(before) && one.endsWith(after));
};

/** Named by a placeholder, or the example that the page adds. */
const isToBeMade = (file: string): boolean => /<(name|verb-noun)>|sold-out/.test(file);

describe.each(PAGES)('docs/%s', (name) => {
  const page = readFileSync(path.join(root, 'docs', name), 'utf8');

  it('names only files that are there', () => {
    const paths = pathsIn(page).filter((file) => !isToBeMade(file));
    const missing = paths.filter(
      (file) => !SERVICES.some((service) => isThere(file.replace('<service>', service))),
    );
    expect(paths.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
