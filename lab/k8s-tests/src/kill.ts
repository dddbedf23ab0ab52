import { eventually } from '../../../infra/e2e/src/eventually';
import { kubectl, kubectlWith, namespace } from './kubectl';
import { readSettings } from './settings';

/** Sees the processes of its node and may signal them, which the shop's own namespace does not allow. */
const helperNamespace = (): string => `${namespace()}-node`;

interface PodState {
  spec: { nodeName: string };
  status: {
    containerStatuses: {
      containerID: string;
      restartCount: number;
      lastState: { terminated?: { exitCode: number } };
    }[];
  };
}

/**
 * Kills every process of a pod's containers with SIGKILL, from the node. `kubectl delete --force --grace-period=0`
 * sends SIGTERM first (kubernetes/kubernetes#108741, #120449), and a container's own process 1 ignores a kill from
 * inside. The pod stays, and the kubelet starts its containers again.
 * @throws Error when a container did not end by SIGKILL, or has not been started again within 120 s
 */
export async function killPod(pod: string): Promise<void> {
  const { spec, status } = await stateOf(pod);
  const helper = await helperOn(spec.nodeName);
  const ids = status.containerStatuses.map(({ containerID }) => containerID.replace(/^.*:\/\//, ''));
  await kubectl('-n', helperNamespace(), 'exec', helper, '--', 'sh', '-c', KILL, 'kill', ...ids);
  await eventually(async () => {
    const now = (await stateOf(pod)).status.containerStatuses;
    for (const [index, { restartCount, lastState }] of now.entries()) {
      if (restartCount === status.containerStatuses[index]?.restartCount)
        throw new Error(`a container of ${pod} has not been started again`);
      if (lastState.terminated?.exitCode !== 137)
        throw new Error(`${pod} ended with ${lastState.terminated?.exitCode} instead of 137 (SIGKILL)`);
    }
  }, 120_000);
}

/** Removes what the kills needed. */
export async function removeHelpers(): Promise<void> {
  await kubectl('delete', 'namespace', helperNamespace(), '--ignore-not-found', '--timeout=120s');
}

/** A process's cgroup names the container that it belongs to. All ids in one command: the pod ends as a whole. */
const KILL = `
for id; do
  for folder in /proc/[0-9]*; do
    if grep -qs "$id" "$folder/cgroup"; then kill -9 "\${folder#/proc/}"; fi
  done
done`;

async function stateOf(pod: string): Promise<PodState> {
  return JSON.parse(await kubectl('get', 'pod', pod, '-o', 'json')) as PodState;
}

/** The helper pod on a node; created at the first kill there. */
async function helperOn(node: string): Promise<string> {
  const name = `signals-${node}`.slice(0, 63).replace(/[^a-z0-9]+$/, '');
  const metadata = { name, namespace: helperNamespace() };
  const labels = { 'pod-security.kubernetes.io/enforce': 'privileged' };
  const container = {
    name: 'signals',
    // An image that the cluster has already, and that has a shell.
    image: `datnx/stripe-sandbox:${readSettings(process.env).imageTag}`,
    imagePullPolicy: 'IfNotPresent',
    command: ['sleep', 'infinity'],
    securityContext: { runAsUser: 0 },
  };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: helperNamespace(), labels } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        nodeName: node,
        hostPID: true,
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [container],
      },
    },
  ];
  for (const object of objects) {
    await kubectlWith(JSON.stringify(object), '-n', helperNamespace(), 'apply', '-f', '-');
  }
  const ready = ['--for=condition=Ready', `pod/${name}`, '--timeout=60s'];
  await kubectl('-n', helperNamespace(), 'wait', ...ready);
  return name;
}
