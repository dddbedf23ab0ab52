import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDockerfile, texts } from '../dockerfile';
import { find, kustomize, pods } from '../manifests';
import { root, trackedFiles } from '../repository';
import { type Artifact, pipelineOf, readSkaffold } from '../skaffold';

const config = readSkaffold();
/** What is called, and the profiles that Skaffold then applies: those that the command activates come first. */
const CALLS: [string, string[]][] = [
  ['skaffold run', []],
  ['skaffold dev', ['dev']],
  ['skaffold dev -p dev-sandbox', ['dev', 'dev-sandbox']],
  ['skaffold run -p sandbox', ['sandbox']],
  ['skaffold run -p production', ['production']],
];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

it('has the schema that Skaffold 2.13 and newer read, and the profiles that the documents name', () => {
  expect(config.apiVersion).toBe('skaffold/v4beta11');
  const covered = new Set(CALLS.flatMap(([, profiles]) => profiles));
  expect(config.profiles.map(({ name }) => name)).toEqual([...covered]);
});

it('`skaffold dev` is the hot loop without being asked', () => {
  expect(
    config.profiles.find(({ activation }) => activation?.some(({ command }) => command === 'dev'))?.name,
  ).toBe('dev');
});

/** A cluster that has every secret. */
const RECORDING_KUBECTL = `#!/bin/sh
echo "$*" >>"$CALLS"
echo found
`;

describe.each(CALLS)('`%s`', (_call, profiles) => {
  const { build, manifests, deploy, portForward } = pipelineOf(config, profiles);
  const deployed = () => kustomize(manifests.kustomize.paths[0] ?? '');

  it('builds exactly the images of ours that it deploys', async () => {
    const used = pods(await deployed())
      .flatMap(({ spec }) => spec.containers)
      .map(({ image }) => image.replace(/[:@].*$/, ''))
      .filter((image) => image.startsWith('datnx/'));
    expect(build.artifacts.map(({ image }) => image).sort()).toEqual([...new Set(used)].sort());
  });

  it('deploys the images that it builds: Skaffold does not replace an image that has a digest', async () => {
    const images = pods(await deployed()).flatMap(({ spec }) => spec.containers.map(({ image }) => image));
    expect(images.filter((image) => image.startsWith('datnx/') && image.includes('@'))).toEqual([]);
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
      const [script = ''] = /infra\/k8s\/[\w-]+\.sh/.exec(host.command.at(-1) ?? '') ?? [];
      accessSync(path.join(root, script), constants.X_OK);
    }
  });

  it.each(['shop', ''])(
    'makes the secrets in the context and the namespace that it deploys to: "%s"',
    (name) => {
      const tools = mkdtempSync(path.join(os.tmpdir(), 'skaffold-'));
      try {
        writeFileSync(path.join(tools, 'kubectl'), RECORDING_KUBECTL, { mode: 0o755 });
        const env = {
          PATH: `${tools}:${process.env.PATH}`,
          CALLS: path.join(tools, 'calls'),
          SKAFFOLD_KUBE_CONTEXT: 'elsewhere',
          SKAFFOLD_NAMESPACES: name,
        };
        for (const { host } of deploy.kubectl.hooks.before) {
          const [command = '', ...args] = host.command;
          execFileSync(command, args, { cwd: root, env, stdio: 'pipe' });
        }
        const calls = readFileSync(env.CALLS, 'utf8').trimEnd().split('\n');
        const namespace = profiles.includes('production') ? 'ecommerce' : name;
        const secrets = calls.filter((call) => call.includes(' get secret '));
        expect(secrets.length).toBeGreaterThan(5);
        for (const call of secrets)
          expect(call).toMatch(
            new RegExp(`^--context=elsewhere ${namespace && `--namespace=${namespace} `}get secret `),
          );
      } finally {
        rmSync(tools, { recursive: true });
      }
    },
  );
});

describe.each([[['dev']], [['dev', 'dev-sandbox']]])('the hot loop of %j', (profiles) => {
  const artifacts = pipelineOf(config, profiles).build.artifacts.filter(({ sync }) => sync !== undefined);
  const sources = trackedFiles().filter((file) => /\.(tsx?|css)$/.test(file));

  it('builds the stage that compiles what is copied into it', () => {
    expect(artifacts.map(({ docker }) => docker.target)).toEqual(artifacts.map(() => 'dev'));
  });

  it('creates the folders that the cluster mounts: the runtime would create their parents as root', async () => {
    const overlay = await kustomize(pipelineOf(config, profiles).manifests.kustomize.paths[0] ?? '');
    const mounts = pods(overlay)
      .flatMap(({ spec }) => spec.containers)
      .flatMap(({ image, volumeMounts = [] }) => volumeMounts.map(({ mountPath }) => ({ image, mountPath })))
      .filter(({ mountPath }) => mountPath.startsWith('/app/'));
    expect(mounts.map(({ mountPath }) => mountPath)).toEqual(['/app/client/.next/cache']);
    for (const { image, mountPath } of mounts) {
      const { docker } = artifacts.find((artifact) => artifact.image === image) as Artifact;
      const dev = parseDockerfile(read(docker.dockerfile)).stages.find(({ name }) => name === docker.target);
      expect(dev && texts(dev, 'RUN').join()).toContain(`mkdir -p ${mountPath.slice('/app/'.length)} `);
    }
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
