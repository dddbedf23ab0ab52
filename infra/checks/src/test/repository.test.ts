import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesOf, root, trackedFiles, workspaces } from '../repository';
import { services } from '../../../../services.cjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const readJson = (file: string): unknown => JSON.parse(read(file));

const SERVICES = services.map(({ folder }) => folder);
const TEMPLATE = 'infra/checks/service-template';

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

describe('tsconfig.lint.json', () => {
  it('maps each export of a package to its source', () => {
    const { compilerOptions } = readJson('tsconfig.lint.json') as { compilerOptions: { paths: object } };
    const exported = workspaces.flatMap((folder) => {
      const { name, exports = {} } = readJson(`${folder}/package.json`) as {
        name: string;
        exports?: Record<string, string | { types: string }>;
      };
      return Object.entries(exports).flatMap(([key, target]) =>
        typeof target === 'string' ? [] : [[name + key.slice(1), [sourceOf(folder, target.types)]]],
      );
    });
    expect(exported.length).toBeGreaterThan(5);
    expect(compilerOptions.paths).toEqual(Object.fromEntries(exported));
  });

  const sourceOf = (folder: string, types: string): string =>
    `./${path.posix.join(folder, types.replace('/build/', '/src/').replace(/\.d\.ts$/, '.ts'))}`;
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

describe('sources', () => {
  const sources = trackedFiles().filter((file) => /\.(ts|tsx|js|cjs|mjs)$/.test(file));

  it('switch no test off and focus none', () => {
    const switchedOff = sources.filter((file) =>
      /\b(it|test|describe)\.(skip|only|todo)\(|\bx(it|describe)\(/.test(read(file)),
    );
    expect(switchedOff).toEqual([]);
  });

  it('publishes only in the relay, in a republish and in the marks of a broker', () => {
    const ofServices = new RegExp(`^(common|${SERVICES.join('|')})/src/(?!test/|testing/|messaging/)`);
    const publishing = sources.filter(
      (file) => ofServices.test(file) && /\.publish\(|\bpublishEvent\(/.test(read(file)),
    );
    expect(publishing).toEqual([
      'common/src/events/publish.ts',
      'common/src/outbox/relay.ts',
      'common/src/recovery/broker-epoch.ts',
      'common/src/recovery/republish.ts',
    ]);
  });

  it('have one endpoint in each file of routes/ that is not a helper', () => {
    const ofRoutes = new RegExp(
      `^(${SERVICES.join('|')}|${TEMPLATE})/src/routes/(?!.*-(fields|query|cookie)\\.ts$)`,
    );
    const endpoint = /\.(get|post|put|patch|delete)\(\s*'\/api\//g;
    const files = sources.filter((file) => ofRoutes.test(file));
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => read(file).match(endpoint)?.length !== 1)).toEqual([]);
  });

  it('the browser code names API paths in client/api alone', () => {
    const naming = sources.filter(
      (file) => /^client\/(?!api\/|server\/|test\/)/.test(file) && /['"`]\/api\//.test(read(file)),
    );
    expect(naming).toEqual([]);
  });
});

it.each(SERVICES)('%s/.env.example says that nothing loads it', (service) => {
  expect(read(`${service}/.env.example`)).toMatch(
    /^# Nothing loads this file\. Set these in the environment/,
  );
});

it('files are found and compared whatever letters their names have', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'names-'));
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  const as = ['-c', 'user.name=n', '-c', 'user.email=n@shop.test'];
  const module = (name: string) => `require('./infra/checks/build/${name}')`;
  try {
    writeFileSync(path.join(folder, 'package.json'), '{}');
    writeFileSync(path.join(folder, 'größe.md'), 'old');
    run('git', 'init', '-q', '-b', 'main');
    run('git', 'add', '-A');
    run('git', ...as, 'commit', '-q', '-m', 'test: begin');
    run('git', ...as, 'commit', '-q', '--allow-empty', '-m', 'test: go on');
    for (const file of ['repository.js', 'run/changes.js'])
      cpSync(path.join(root, 'infra/checks/build', file), path.join(folder, 'infra/checks/build', file));
    writeFileSync(path.join(folder, '.gitignore'), 'infra\n');
    writeFileSync(path.join(folder, 'größe.md'), 'new');
    writeFileSync(path.join(folder, 'neue bücher.md'), '');
    const script = `const found = [${module('repository.js')}.trackedFiles(), ${module('run/changes.js')}.changesSinceMain().files];
      console.log(JSON.stringify(found));`;
    const [tracked, changed] = JSON.parse(run(process.execPath, '-e', script)) as string[][];
    for (const files of [tracked, changed])
      expect(files).toEqual(expect.arrayContaining(['größe.md', 'neue bücher.md']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a copy from elsewhere', () => {
  it('is checked by the same files without a .git folder', () => {
    const there = trackedFiles().filter((file) => existsSync(path.join(root, file)));
    expect(filesOf(root).sort()).toEqual(there.sort());
  });

  it('needs git and a history only where they are the subject', () => {
    const calling = filesOf(root).filter(
      (file) => /\.(ts|mjs|cjs)$/.test(file) && /\b(exec|spawn)\w*\(\s*'git'/.test(read(file)),
    );
    expect(calling.sort()).toEqual([
      'common/pub.mjs',
      'infra/checks/src/repository.ts',
      'infra/checks/src/run/changes.ts',
      'infra/checks/src/test/commits.test.ts',
      'infra/checks/src/test/full-run/copying.test.ts',
      'infra/checks/src/test/release.test.ts',
      'infra/checks/src/test/repository.test.ts',
      'infra/checks/src/test/supply-chain.test.ts',
      'infra/e2e/src/upgrade/old-version.ts',
      'infra/e2e/src/upgrade/record.ts',
    ]);
  });

  it('is the same, with scripts that run, whatever core.autocrlf says', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'autocrlf-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'core.autocrlf=true', ...args], { cwd: folder, stdio: 'pipe' });
    try {
      const texts = filesOf(root).filter((file) => !/\.(png|ico)$/.test(file));
      const scripts = texts.filter((file) => read(file).startsWith('#!'));
      expect(scripts).toEqual(expect.arrayContaining(['.ci/run', 'infra/k8s/secrets.sh']));
      for (const file of texts) cpSync(path.join(root, file), path.join(folder, file));
      git('init', '-q');
      git('add', '-A');
      for (const file of texts) rmSync(path.join(folder, file));
      git('checkout', '--', '.');
      const differing = texts.filter((file) => readFileSync(path.join(folder, file), 'utf8') !== read(file));
      expect(differing).toEqual([]);
      const help = execFileSync(path.join(folder, 'infra/k8s/secrets.sh'), ['--help'], { encoding: 'utf8' });
      expect(help).toMatch(/^usage: infra\/k8s\/secrets\.sh/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
