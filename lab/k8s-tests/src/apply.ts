import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { kubectl, kubectlWith, namespace } from './kubectl';
import { WORK } from './stack-file';
import { services } from '../../../services.cjs';

const K8S = path.resolve(__dirname, '../../../infra/k8s');
const IMAGES = [...services.map(({ app }) => app), 'client', 'stripe-sandbox'];

interface Named {
  kind: string;
  metadata: { name: string };
}

/**
 * Applies an overlay of infra/k8s in this run's namespace.
 * @param overlay folder below infra/k8s
 * @param tag tag of the shop's images
 * @param wanted which of its objects are applied
 */
export async function apply(
  overlay: string,
  tag: string,
  wanted: (object: Named) => boolean = () => true,
): Promise<void> {
  const folder = path.join(WORK, overlay);
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: namespace(),
    resources: [path.relative(folder, path.join(K8S, overlay))],
    images: IMAGES.map((image) => ({ name: `datnx/${image}`, newTag: tag })),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'kustomization.yaml'), stringify(kustomization));
  const objects = parseAllDocuments(await kubectl('kustomize', folder));
  const chosen = objects.filter((object) => wanted(object.toJS() as Named));
  await kubectlWith(chosen.map((object) => stringify(object.toJS())).join('---\n'), 'apply', '-f', '-');
}
