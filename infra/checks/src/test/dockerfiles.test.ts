import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDockerfile, texts, type Stage } from '../dockerfile';
import { root, trackedFiles } from '../repository';
import { services } from '../../../../services.cjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const SERVICES = services.map(({ folder }) => folder);
const DOCKERFILES = trackedFiles().filter((file) => path.basename(file) === 'Dockerfile');

const lastStage = (file: string): Stage => parseDockerfile(read(file)).stages.at(-1) as Stage;

describe("the services' Dockerfiles", () => {
  const differing = /^ARG SERVICE=.*$/m;

  it.each(SERVICES)('%s names its own folder', (service) => {
    expect(differing.exec(read(`${service}/Dockerfile`))?.[0]).toBe(`ARG SERVICE=${service}`);
  });

  it('are identical but for that line', () => {
    const rests = SERVICES.map((service) => read(`${service}/Dockerfile`).replace(differing, ''));
    expect(new Set(rests).size).toBe(1);
  });

  it.each(SERVICES)('%s copies nothing but manifests, compiler settings, common and itself', (service) => {
    const { stages } = parseDockerfile(read(`${service}/Dockerfile`));
    const copied = stages
      .flatMap((stage) => texts(stage, 'COPY'))
      .filter((text) => !text.startsWith('--from='))
      .flatMap((text) => text.split(' ').slice(0, -1));
    const allowed =
      /^(package(-lock)?\.json|tsconfig(\.base)?\.json|(common|\$\{SERVICE\})\/(package\.json)?)$/;
    expect(copied.filter((source) => !allowed.test(source))).toEqual([]);
    expect(copied).toContain('${SERVICE}/');
  });
});

describe.each(DOCKERFILES)('%s', (file) => {
  const { globals, stages } = parseDockerfile(read(file));

  it('stands on a base that a build may replace', () => {
    expect(globals).toContainEqual({ name: 'ARG', text: 'BASE=node:22-bookworm-slim' });
    const outside = stages.filter(({ from }) => !stages.some(({ name }) => name === from));
    expect(new Set(outside.map(({ from }) => from))).toEqual(new Set(['${BASE}']));
  });

  it('installs from the lockfile and runs no script of a package', () => {
    const installs = stages.flatMap((stage) => texts(stage, 'RUN')).filter((text) => text.includes('npm ci'));
    expect(installs.length).toBeGreaterThanOrEqual(1);
    for (const install of installs) expect(install).toContain('--ignore-scripts');
    const all = stages.flatMap((stage) => texts(stage, 'RUN')).join('\n');
    expect(all).not.toMatch(/npm (install|i)\b/);
  });

  it('ships production dependencies and compiled code only', () => {
    const last = stages.at(-1) as Stage;
    expect(texts(last, 'RUN')).toEqual([]);
    const origins = texts(last, 'COPY').map((text) => /^--from=(\S+) (\S+)/.exec(text)?.slice(1));
    for (const origin of origins) expect(origin).toBeDefined();
    const modules = stages.find(({ name }) => name === 'dependencies');
    expect(texts(modules as Stage, 'RUN').join()).toContain('--omit=dev');
    const fromBuild = origins.filter((origin) => origin?.[0] !== 'dependencies').map((origin) => origin?.[1]);
    for (const source of fromBuild)
      expect(source).toMatch(/\/(build|\.next|public|server|server\.js|static)$/);
  });

  it('runs as a user with a number, and not as root', () => {
    expect(texts(lastStage(file), 'USER')).toEqual(['10001:10001']);
  });

  it('starts node itself, so that signals reach it', () => {
    const [command, ...more] = texts(lastStage(file), 'CMD').concat(texts(lastStage(file), 'ENTRYPOINT'));
    expect(more.filter((text) => !text.startsWith('['))).toEqual([]);
    expect([command, ...more].some((text) => (JSON.parse(text ?? '[]') as string[])[0] === 'node')).toBe(
      true,
    );
    expect([command, ...more].join()).not.toContain('npm');
  });

  it('describes itself by OCI labels', () => {
    const labels = texts(lastStage(file), 'LABEL').join(' ');
    for (const label of ['title', 'description', 'licenses', 'revision'])
      expect(labels).toContain(`org.opencontainers.image.${label}=`);
  });
});

describe('.dockerignore', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('lets in only what is named', () => {
    expect(lines[0]).toBe('*');
  });

  it.each(['**/node_modules', '**/build', '**/.next', '**/.env', '**/*.pem', '**/test'])(
    'keeps out %s, wherever it is',
    (pattern) => {
      expect(lines.lastIndexOf(pattern)).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('!')));
    },
  );
});
