import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { obtainCertificate } from '../../../infra/local/src/gateway/certificates';
import { apply } from './apply';
import { openIngressProxy, type IngressProxy } from './ingress-proxy';
import { allRolledOut, kubectl, kubectlWith, script } from './kubectl';
import remove from './remove';
import { readSettings, type Settings } from './settings';
import { WORK, writeStack } from './stack-file';

const run = promisify(execFile);
const K8S = path.resolve(__dirname, '../../../infra/k8s');
const HOST = 'ecommerce.local';

declare global {
  var ingressProxy: IngressProxy | undefined;
}

/** jest's globalSetup: the sandbox overlay in a namespace of its own. After a failure jest runs no globalTeardown. */
export default async function deploy(): Promise<void> {
  const settings = readSettings(process.env);
  await createNamespace();
  try {
    await deployShop(settings);
  } catch (error) {
    await remove().catch(console.error); // the first failure is the one to report
    throw error;
  }
}

async function createNamespace(): Promise<void> {
  const name = `shop-test-${randomBytes(3).toString('hex')}`;
  process.env.K8S_TEST_NAMESPACE = name;
  await refuseTwoShops();
  await kubectlWith(
    stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    }),
    ...['create', '-f', '-'],
  );
}

async function deployShop({ imageTag, afterDeploy, ingress }: Settings): Promise<void> {
  await script(path.join(K8S, 'secrets.sh'), '--sandbox');
  const ca = await makeCertificate();

  const begin = performance.now();
  await apply('overlays/sandbox', imageTag);
  if (afterDeploy) await run('sh', ['-c', afterDeploy]);
  await allRolledOut();
  console.log(`\nfrom apply to all Ready: ${((performance.now() - begin) / 1000).toFixed(1)} s`);

  globalThis.ingressProxy = await openIngressProxy(HOST, ingress.address, ingress.port, ca);
  writeStack({ gateway: globalThis.ingressProxy.url });
}

/** Two Ingresses for one host would share its requests, and these tests break what they find. */
async function refuseTwoShops(): Promise<void> {
  const hosts = await kubectl(
    'get',
    'ingress',
    '--all-namespaces',
    '-o',
    'jsonpath={.items[*].spec.rules[*].host}',
  );
  if (hosts.split(' ').includes(HOST)) throw new Error(`this cluster has an Ingress for ${HOST} already`);
}

async function makeCertificate(): Promise<string> {
  const folder = path.join(WORK, 'tls');
  await mkdir(folder, { recursive: true });
  const { cert, key, caFile } = await obtainCertificate(folder, [HOST]);
  const [certFile, keyFile] = [path.join(folder, 'tls.crt'), path.join(folder, 'tls.key')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  await kubectl('create', 'secret', 'tls', 'ecommerce-local-tls', `--cert=${certFile}`, `--key=${keyFile}`);
  return readFile(caFile, 'utf8');
}
