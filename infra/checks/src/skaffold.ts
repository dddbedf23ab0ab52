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

/** What Skaffold builds and deploys under these profiles, applied one after the other with their patches. */
export function pipelineOf(config: Skaffold, profiles: string[]): Pipeline {
  const chosen = profiles.map((profile) => {
    const found = config.profiles.find(({ name }) => name === profile);
    if (found === undefined) throw new Error(`there is no profile ${profile}`);
    return found;
  });
  const artifacts = structuredClone(config.build.artifacts);
  for (const { op, path: where, value } of chosen.flatMap(({ patches = [] }) => patches)) {
    const [, index = '', rest] = /^\/build\/artifacts\/([^/]+)(?:\/(.*))?$/.exec(where) ?? [];
    if (op !== 'add' || index === '')
      throw new Error(`a patch that this check does not know: ${op} ${where}`);
    if (index === '-') artifacts.push(value as Artifact);
    else if (rest === 'docker/target') (artifacts[Number(index)] as Artifact).docker.target = value as string;
    else throw new Error(`a patch that this check does not know: ${op} ${where}`);
  }
  const layers = [...chosen.toReversed(), config];
  const last = <Key extends 'manifests' | 'deploy' | 'portForward'>(key: Key): Pipeline[Key] =>
    layers.find((layer) => layer[key] !== undefined)?.[key] as Pipeline[Key];
  return {
    build: { artifacts },
    manifests: last('manifests'),
    deploy: last('deploy'),
    portForward: last('portForward'),
  };
}

/** The folder of the sources of an image, such as `orders` of `datnx/order`. */
export function folderOf(config: Skaffold, image: string): string | undefined {
  const bare = image.replace(/[:@].*$/, '');
  const artifact = config.build.artifacts.find((candidate) => candidate.image === bare);
  return artifact && path.dirname(artifact.docker.dockerfile);
}
