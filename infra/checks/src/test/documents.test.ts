import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { anchorsIn, blocksIn, codeIn, linksIn, tableIn } from '../markdown';
import { root, trackedFiles } from '../repository';
import { services } from '../../../../services.cjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pages = trackedFiles().filter((file) => file.endsWith('.md') && existsSync(path.join(root, file)));

const SERVICES = services.map(({ folder }) => folder);
const SUBJECT = /\b[a-z]+:[a-z_]+(?::v\d+)?\b/g;

interface IngressPath {
  path: string;
  backend: { service: { name: string } };
}
const { spec } = parse(read('infra/k8s/ingress/ingress.yaml')) as {
  spec: { rules: { http: { paths: IngressPath[] } }[] };
};
const ingressPaths = spec.rules.flatMap(({ http }) => http.paths);

interface AsyncApi {
  channels: Record<string, { address: string }>;
  operations: Record<string, { action: string; channel: { $ref: string }; tags: { name: string }[] }>;
}
/** Made from the contracts, publishers and listeners; a test of infra/events fails when it is stale. */
const { channels, operations } = parse(read('docs/events/asyncapi.yaml')) as AsyncApi;

/** The subjects that a service publishes or consumes. */
function subjectsOf(service: string, action: 'send' | 'receive'): string[] {
  return Object.values(operations)
    .filter((operation) => operation.action === action && operation.tags[0]?.name === service)
    .map(({ channel }) => channels[channel.$ref.replace('#/channels/', '')]?.address ?? '')
    .sort();
}

const subjectsIn = (text = ''): string[] => (text.match(SUBJECT) ?? []).sort();

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (page) => {
    const broken = linksIn(read(page))
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : path.join(path.dirname(page), file);
        // A copy may do without what only proves the shop: docs/copying.md.
        if (target.startsWith('lab/') && !existsSync(path.join(root, 'lab'))) return false;
        if (!existsSync(path.join(root, target))) return true;
        return anchor !== undefined && !anchorsIn(read(target)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});

describe('files of the repository', () => {
  const tracked = trackedFiles();
  const folders = new Set(tracked.map((file) => file.split('/')[0]));
  const isCopy = !existsSync(path.join(root, 'lab'));
  // A superseded decision names files of its time, and docs/copying.md what a copy has deleted.
  const isOfToday = (page: string): boolean =>
    !/(^|\/)CHANGELOG\.md$|^\.changeset\//.test(page) &&
    !(isCopy && page === 'docs/copying.md') &&
    !/· Status: superseded by \[\d{4}\]\(\S+\)(\n\n| ·)/.test(read(page));

  /** Paths that a page names in code; `<service>` stands for any of them. */
  const pathsIn = (page: string): string[] =>
    codeIn(page).filter(
      (text) => !/\s/.test(text) && (text.startsWith('<service>/') || folders.has(text.split('/')[0])),
    );

  /** Named by a placeholder, or the example that a how-to adds. */
  const isToBeMade = (file: string): boolean => /<(name|verb-noun)>|sold-out/.test(file);

  function isThere(file: string): boolean {
    if (file.includes('<service>'))
      return SERVICES.some((service) => isThere(file.replace('<service>', service)));
    const [before = '', after] = file.split('*');
    if (after === undefined) return existsSync(path.join(root, file));
    return tracked.some((one) => one.startsWith(before) && one.endsWith(after));
  }

  it.each(pages.filter(isOfToday))('that %s names are there', (page) => {
    const missing = pathsIn(read(page)).filter((file) => !isToBeMade(file) && !isThere(file));
    expect(missing).toEqual([]);
  });

  it('are recognised', () => {
    expect(pathsIn('`docs/events.md`, `npm test`, `next/link` and `<service>/src/index.ts`')).toEqual([
      'docs/events.md',
      '<service>/src/index.ts',
    ]);
    expect(isThere('common/src/outbox/batcher.ts')).toBe(false);
    expect(isThere('<service>/src/domain/*-decisions.ts')).toBe(true);
  });
});

describe('the commands of the runbooks', () => {
  it('do not wait for a volume claim that a pod still uses', () => {
    const deletions = pages.flatMap((page) =>
      blocksIn(read(page), 'bash').flatMap((block) => block.match(/^kubectl delete pvc .*$/gm) ?? []),
    );
    expect(deletions.length).toBeGreaterThan(0);
    for (const command of deletions) expect(command).toContain('--wait=false');
    for (const page of pages) expect(read(page)).not.toMatch(/delete pvc[^\n]*&&/);
  });

  it('do not rely on a shell that splits variables into words', () => {
    for (const page of pages) expect(read(page)).not.toMatch(/&& \$[A-Z]+\b/);
  });
});

describe('the table of services in docs/architecture.md', () => {
  const rows = tableIn(read('docs/architecture.md'), 'folder');
  const rowOf = (service: string) => rows.find(({ folder }) => folder === `${service}/`);

  it.each(SERVICES)('says of %s what the code says', (service) => {
    const row = rowOf(service);
    const paths = ingressPaths.filter(({ backend }) => backend.service.name === row?.['K8s service']);
    expect(row?.routes).toBe(paths.map((route) => route.path).join(', '));
    const { paths: documented } = JSON.parse(read(`docs/api/${service}.json`)) as { paths: object };
    for (const address of Object.keys(documented)) expect(`${address}/`).toContain(`${row?.routes}/`);
  });

  it('has a row for every way into the shop', () => {
    expect(rows.map((row) => row['K8s service']).sort()).toEqual(
      ingressPaths.map(({ backend }) => backend.service.name).sort(),
    );
  });
});

describe('the table of folders in README.md', () => {
  const listed = tableIn(read('README.md'), 'folder').map(({ folder }) => folder);
  const folders = trackedFiles().flatMap((file) => /^infra\/[^/]+\//.exec(file) ?? []);

  it.each([...new Set(folders)])('has a row for %s', (folder) => {
    expect(listed).toContain(folder);
  });
});

describe('the collections in docs/architecture.md', () => {
  const page = read('docs/architecture.md');

  /** The collections of the models in a folder. */
  const collectionsOf = (folder: string): string[] =>
    trackedFiles()
      .filter((file) => file.startsWith(`${folder}/src/`) && file.endsWith('.ts') && !file.includes('/test/'))
      .filter((file) => existsSync(path.join(root, file)))
      .flatMap((file) => [...read(file).matchAll(/\bmodel(?:<[^(]*>)?\(\s*'\w+',[^']*'(\w+)'/g)])
      .map(([, collection = '']) => collection);

  const [, list = ''] = /with these collections:\n\n([^]*?)\n\n/.exec(page) ?? [];
  const items = list.split(/^- /m).slice(1);

  it.each(items.map((item) => [item.split(':')[0] ?? '', item]))('are those of %s', (service, item) => {
    expect(codeIn(item).sort()).toEqual(collectionsOf(service).sort());
  });

  it('are those of common', () => {
    const [, list = ''] = /^common adds to each of them:\n\n([^]*?)\n\n/m.exec(page) ?? [];
    const named = [...list.matchAll(/^- `(\w+)`/gm)].map(([, collection]) => collection);
    expect(named.sort()).toEqual(collectionsOf('common').sort());
  });
});

describe('the table of full-run/ in docs/testing.md', () => {
  const FULL_RUN = /^((?:(?:infra|lab)\/)?[^/]+)\/src\/.*(?:full-run|shop-test)\/([^/]+)\.test\.ts$/;
  const tests = trackedFiles().flatMap((file) => {
    const [, folder, name] = FULL_RUN.exec(file) ?? [];
    return existsSync(path.join(root, file)) && name ? [`${folder}: ${name}`] : [];
  });
  const listed = tableIn(read('docs/testing.md'), 'test').flatMap(({ test = '' }) => {
    const [folder = '', names = ''] = test.split(': ');
    return names.split(', ').map((name) => `${folder}: ${name}`);
  });
  /** `browser-…` names all that begin so. */
  const isOneOf = (test: string, name: string): boolean =>
    name.endsWith('…') ? test.startsWith(name.slice(0, -1)) : test === name;

  it('names each test that npm test leaves out', () => {
    expect(tests.filter((test) => !listed.some((name) => isOneOf(test, name)))).toEqual([]);
  });

  it('names no other', () => {
    const others = listed.filter((name) => !tests.some((test) => isOneOf(test, name)));
    expect(listed.length).toBeGreaterThan(0);
    // A copy without lab/ does without the tests of both.
    expect(existsSync(path.join(root, 'lab')) ? others : []).toEqual([]);
  });
});

describe('the diagram of a purchase in docs/architecture.md', () => {
  const [diagram = ''] = blocksIn(read('docs/architecture.md'), 'mermaid');
  const names = new Map(
    [...diagram.matchAll(/participant (\w+) as (\w+)/g)].map(([, letter, name]) => [letter, name]),
  );
  const arrows = [...diagram.matchAll(/(\w+)-->>(\w+): (\S+)/g)].map(
    ([, from, to, subject = '']) => [names.get(from), names.get(to), subject] as const,
  );

  it('draws each event from its publisher to a consumer', () => {
    expect(arrows.length).toBeGreaterThanOrEqual(8);
    for (const [from = '', to = '', subject] of arrows) {
      expect([from, subjectsOf(from, 'send')]).toEqual([from, expect.arrayContaining([subject])]);
      expect([to, subjectsOf(to, 'receive')]).toEqual([to, expect.arrayContaining([subject])]);
    }
  });

  it('calls existing routes', () => {
    const calls = [...diagram.matchAll(/->>(\w): (GET|POST|PUT|DELETE) (\S+)/g)];
    expect(calls.length).toBeGreaterThanOrEqual(2);
    for (const [, letter, method = '', address = ''] of calls) {
      const { paths } = JSON.parse(read(`docs/api/${names.get(letter)}.json`)) as {
        paths: Record<string, object>;
      };
      expect(Object.keys(paths[address] ?? {})).toContain(method.toLowerCase());
    }
  });
});

describe('the picture in README.md', () => {
  const [picture = ''] = blocksIn(read('README.md'), 'mermaid');

  it.each(SERVICES)('draws from %s to the bus the events that it publishes', (service) => {
    const drawn = [...picture.matchAll(new RegExp(`^\\s*${service} -- (.*) --> bus`, 'gm'))];
    expect(subjectsIn(drawn.map(([, text]) => text).join())).toEqual(subjectsOf(service, 'send'));
  });

  it('leads from the bus to every service that consumes events', () => {
    const consumers = /^\s*bus --> (.*)$/m.exec(picture)?.[1]?.split(' & ').sort();
    expect(consumers).toEqual(SERVICES.filter((service) => subjectsOf(service, 'receive').length > 0).sort());
  });
});
