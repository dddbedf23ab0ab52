import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesOf, root, trackedFiles } from '../repository';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const readJson = (file: string): unknown => JSON.parse(read(file));

const SERVICES = ['auth', 'products', 'cart', 'orders', 'payments'];

describe('the lockfile', () => {
  const { packages } = readJson('package-lock.json') as {
    packages: Record<string, { link?: boolean; resolved?: string; version?: string }>;
  };

  it('takes @datnxecommerce/common from this workspace: another one is on the registry', () => {
    expect(packages['node_modules/@datnxecommerce/common']).toMatchObject({ link: true, resolved: 'common' });
    expect(packages.common?.version).toMatch(/^2\./);
  });

  it('names no registry host', () => {
    const hosts = Object.values(packages).filter(({ resolved }) => resolved?.includes('://'));
    expect(hosts).toEqual([]);
  });

  it.each(SERVICES)('%s asks for common by version, never by path', (service) => {
    const { dependencies } = readJson(`${service}/package.json`) as { dependencies: Record<string, string> };
    expect(dependencies['@datnxecommerce/common']).toMatch(/^\^2\.\d+\.\d+$/);
  });
});

describe('settings', () => {
  it.each(SERVICES)("%s: .env.example lists exactly the schema's keys", async (service) => {
    const { configSchema } = (await import(path.join(root, service, 'build/config.js'))) as {
      configSchema: { shape: object };
    };
    const listed = read(`${service}/.env.example`)
      .split('\n')
      .map((line) => /^#?\s?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1])
      .filter((name) => name !== undefined);
    expect(listed.sort()).toEqual(Object.keys(configSchema.shape).sort());
  });
});

describe('composition roots', () => {
  it.each(SERVICES)('%s/src/index.ts fits one screen', (service) => {
    expect(read(`${service}/src/index.ts`).split('\n').length).toBeLessThanOrEqual(41);
  });
});

describe('sources', () => {
  const sources = trackedFiles().filter((file) => /\.(ts|tsx|js|cjs|mjs)$/.test(file));

  it('switch no test off and focus none', () => {
    const switchedOff = sources.filter((file) =>
      /\b(it|test|describe)\.(skip|only|todo)\(|\bx(it|describe)\(/.test(read(file)),
    );
    expect(switchedOff).toEqual([]);
  });

  it('only the relay publishes, and what tells a broker again that lost its data', () => {
    const publishing = sources.filter(
      (file) =>
        /^(common|auth|products|cart|orders|payments)\/src\/(?!test\/|testing\/|messaging\/)/.test(file) &&
        /\.publish\(/.test(read(file)),
    );
    expect(publishing).toEqual([
      'common/src/outbox/relay.ts',
      'common/src/recovery/broker-epoch.ts',
      'common/src/recovery/republish.ts',
    ]);
  });

  it('the browser code names API paths in client/api alone', () => {
    const naming = sources.filter(
      (file) => /^client\/(?!api\/|test\/)/.test(file) && /['"`]\/api\//.test(read(file)),
    );
    expect(naming).toEqual([]);
  });
});

it.each(SERVICES)('%s/.env.example says that nothing loads it', (service) => {
  expect(read(`${service}/.env.example`)).toMatch(
    /^# Nothing loads this file\. Set these in the environment/,
  );
});

describe('a copy from elsewhere', () => {
  it('is checked by the same files without a .git folder', () => {
    const there = trackedFiles().filter((file) => existsSync(path.join(root, file)));
    expect(filesOf(root).sort()).toEqual(there.sort());
  });

  it('has scripts with line feeds whatever core.autocrlf says', () => {
    expect(read('.gitattributes')).toMatch(/^\* text=auto eol=lf$/m);
    const scripts = filesOf(root).filter((file) => /\.(sh|mjs|cjs)$/.test(file));
    expect(scripts.filter((file) => read(file).includes('\r'))).toEqual([]);
  });
});
