import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from './repository';

export interface Artifact {
  image: string;
  context: string;
  docker: { dockerfile: string; buildArgs?: Record<string, string>; target?: string };
  sync?: { manual: { src: string; dest: string }[] };
}

interface Patch {
  op: string;
  path: string;
  value: unknown;
}

interface Pipeline {
  build: { artifacts: Artifact[] };
  manifests: { kustomize: { paths: string[] } };
  deploy: { kubectl: { hooks: { before: { host: { command: string[] } }[] } } };
  portForward: { resourceType: string; resourceName: string; port: number }[];
}

export interface Skaffold extends Pipeline {
  apiVersion: string;
  profiles: (Partial<Pipeline> & { name: string; activation?: { command: string }[]; patches?: Patch[] })[];
}

/** skaffold.yaml as it is written. */
export function readSkaffold(): Skaffold {
  return parse(readFileSync(path.join(root, 'skaffold.yaml'), 'utf8')) as Skaffold;
}

/** What Skaffold builds and deploys under a profile (none: ''), its patches applied. */
export function pipelineOf(config: Skaffold, profile: string): Pipeline {
  const chosen = config.profiles.find(({ name }) => name === profile);
  if (profile !== '' && chosen === undefined) throw new Error(`there is no profile ${profile}`);
  const artifacts = structuredClone(config.build.artifacts);
  for (const { op, path: where, value } of chosen?.patches ?? []) {
    const [, index = '', rest] = /^\/build\/artifacts\/([^/]+)(?:\/(.*))?$/.exec(where) ?? [];
    if (op !== 'add' || index === '')
      throw new Error(`a patch that this check does not know: ${op} ${where}`);
    if (index === '-') artifacts.push(value as Artifact);
    else if (rest === 'docker/target') (artifacts[Number(index)] as Artifact).docker.target = value as string;
    else throw new Error(`a patch that this check does not know: ${op} ${where}`);
  }
  const { manifests, deploy, portForward } = config;
  return {
    build: { artifacts },
    manifests: chosen?.manifests ?? manifests,
    deploy: chosen?.deploy ?? deploy,
    portForward: chosen?.portForward ?? portForward,
  };
}

/** The folder of the sources of an image, such as `orders` of `datnx/order`. */
export function folderOf(config: Skaffold, image: string): string | undefined {
  const bare = image.replace(/[:@].*$/, '');
  const artifact = config.build.artifacts.find((candidate) => candidate.image === bare);
  return artifact && path.dirname(artifact.docker.dockerfile);
}
