import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { resolveKubectl } from './kubectl';
import { root } from './repository';

const run = promisify(execFile);

/** The parts of a Kubernetes object that the checks read. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: Record<string, unknown>;
  /** Of a ConfigMap. */
  data?: Record<string, string>;
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    secretKeyRef?: { name: string; key: string; optional?: boolean };
    fieldRef?: { fieldPath: string };
  };
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  envFrom?: { prefix?: string; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: Record<string, unknown>;
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { preStop?: { exec?: { command: string[] } } };
  volumeMounts?: { name: string; mountPath: string }[];
}

interface Probe {
  httpGet?: { path: string; port: string };
  tcpSocket?: { port: string };
  exec?: { command: string[] };
}

export interface PodSpec {
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: Record<string, unknown>;
  containers: Container[];
  initContainers?: Container[];
  volumes?: {
    name: string;
    emptyDir?: object;
    secret?: object;
    configMap?: { name: string };
    persistentVolumeClaim?: { claimName: string };
    projected?: { sources: { secret?: { name: string; items?: { key: string; path: string }[] } }[] };
  }[];
}

/** What `kubectl apply -k <folder>` would send to a cluster. */
export async function kustomize(folder: string): Promise<Manifest[]> {
  const output = outputs.get(folder) ?? runKustomize(folder);
  outputs.set(folder, output);
  // Parsed anew: a caller may change what it gets.
  return parseAllDocuments(await output).map((document) => document.toJS() as Manifest);
}

/** A test file asks for the same folder several times, and each run of kubectl takes half a second of processor. */
const outputs = new Map<string, Promise<string>>();

async function runKustomize(folder: string): Promise<string> {
  const kubectl = await resolveKubectl();
  const { stdout } = await run(kubectl, ['kustomize', path.join(root, folder)], { maxBuffer: 1e8 });
  return stdout;
}

/** Each object that creates pods, with their specification. */
export function pods(manifests: Manifest[]): {
  owner: Manifest;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  spec: PodSpec;
}[] {
  return manifests.flatMap((owner) => {
    const job = (owner.spec?.jobTemplate as { spec?: object } | undefined)?.spec;
    const { template } = (job ?? owner.spec ?? {}) as {
      template?: { metadata?: Pick<Manifest['metadata'], 'labels' | 'annotations'>; spec?: PodSpec };
    };
    return template?.spec === undefined
      ? []
      : [
          {
            owner,
            labels: template.metadata?.labels ?? {},
            annotations: template.metadata?.annotations ?? {},
            spec: template.spec,
          },
        ];
  });
}

/** The object of a kind and name. */
export function find(manifests: Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** Kubernetes' notation of quantities as a number: cores, or bytes. */
export function quantity(text: string): number {
  const [, digits = '', unit = ''] = /^([\d.]+)(m|Ki|Mi|Gi)?$/.exec(text) ?? [];
  const factors: Record<string, number> = { m: 0.001, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };
  return Number(digits) * (factors[unit] ?? 1);
}
