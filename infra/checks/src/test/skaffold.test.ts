import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDockerfile } from '../dockerfile';
import { find, kustomize, pods } from '../manifests';
import { root, trackedFiles } from '../repository';
import { pipelineOf, readSkaffold } from '../skaffold';

const config = readSkaffold();
const PROFILES = ['', ...config.profiles.map(({ name }) => name)];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

it('has the schema that Skaffold 2.13 and newer read, and the profiles that the documents name', () => {
  expect(config.apiVersion).toBe('skaffold/v4beta11');
  expect(PROFILES).toEqual(['', 'dev', 'sandbox', 'production']);
});

it('`skaffold dev` is the hot loop without being asked', () => {
  expect(
    config.profiles.find(({ activation }) => activation?.some(({ command }) => command === 'dev'))?.name,
  ).toBe('dev');
});

describe.each(PROFILES)('profile "%s"', (profile) => {
  const { build, manifests, deploy, portForward } = pipelineOf(config, profile);
  const deployed = () => kustomize(manifests.kustomize.paths[0] ?? '');

  it('builds exactly the images of ours that it deploys', async () => {
    const used = pods(await deployed())
      .flatMap(({ spec }) => spec.containers)
      .map(({ image }) => image.replace(/[:@].*$/, ''))
      .filter((image) => image.startsWith('datnx/'));
    expect(build.artifacts.map(({ image }) => image).sort()).toEqual([...new Set(used)].sort());
  });

  it('builds each from the root by a Dockerfile that is there, and names its folder as the Dockerfile does', () => {
    for (const { context, docker } of build.artifacts) {
      expect(context).toBe('.');
      const { globals, stages } = parseDockerfile(read(docker.dockerfile));
      const service = globals.find(({ text }) => text.startsWith('SERVICE='))?.text.slice('SERVICE='.length);
      // Without it Skaffold takes a redeclared ARG for empty, and the whole repository for the image's sources.
      expect(docker.buildArgs?.SERVICE).toBe(service);
      if (docker.target !== undefined) expect(stages.map(({ name }) => name)).toContain(docker.target);
    }
  });

  it('forwards ports that are there, and calls scripts that are there', async () => {
    for (const { resourceName, port } of portForward) {
      const { spec } = find(await deployed(), 'Service', resourceName);
      expect((spec as { ports: { port: number }[] }).ports.map((entry) => entry.port)).toContain(port);
    }
    for (const { host } of deploy.kubectl.hooks.before) {
      accessSync(path.join(root, host.command[0] ?? ''), constants.X_OK);
    }
  });
});

describe('the hot loop', () => {
  const { artifacts } = pipelineOf(config, 'dev').build;
  const sources = trackedFiles().filter((file) => /\.(tsx?|css)$/.test(file));

  it('builds the stage that compiles what is copied into it', () => {
    expect(artifacts.map(({ docker }) => docker.target)).toEqual(artifacts.map(() => 'dev'));
  });

  it('copies sources to where the image has them', () => {
    for (const { image, docker, sync } of artifacts) {
      for (const { src, dest } of sync?.manual ?? []) {
        expect([image, dest]).toEqual([image, '/app']);
        const folder = src.split(/[{*]/)[0] ?? '';
        expect(existsSync(path.join(root, folder))).toBe(true);
        const allowed = [path.dirname(docker.dockerfile), 'common'];
        expect(allowed).toContain(src.split('/')[0]);
      }
      const synced = (sync?.manual ?? []).flatMap(({ src }) =>
        sources.filter((file) => file.startsWith(src.split(/[{*]/)[0] ?? '')),
      );
      expect(synced.length).toBeGreaterThan(10);
    }
  });
});
