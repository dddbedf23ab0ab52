import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { resolveKubectl } from '../../../infra/checks/src/kubectl';

const run = promisify(execFile);

/** The namespace that this run made for itself. */
export function namespace(): string {
  const name = process.env.K8S_TEST_NAMESPACE;
  if (!name) throw new Error('K8S_TEST_NAMESPACE is not set: the shop was not deployed');
  return name;
}

/**
 * kubectl in this run's namespace, on the cluster that KUBECONFIG names.
 * @returns what it printed
 * @throws Error with what it printed to standard error
 */
export async function kubectl(...args: string[]): Promise<string> {
  return kubectlWith('', ...args);
}

/** The same, with something on its standard input. */
export async function kubectlWith(input: string | Buffer, ...args: string[]): Promise<string> {
  const running = run(await resolveKubectl(), ['-n', namespace(), ...args], { maxBuffer: 1e8 });
  // A kubectl that ends without reading it says why itself.
  running.child.stdin?.on('error', () => {}).end(input);
  return (await running).stdout.trim();
}

/** A script of infra/k8s, given this namespace and the same kubectl. */
export async function script(file: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, KUBECTL: await resolveKubectl() };
  return (await run(file, [...args, '-n', namespace()], { env, maxBuffer: 1e8 })).stdout;
}

/** The names of the running pods of an app, without those that are on their way out. */
export async function podsOf(app: string): Promise<string[]> {
  const names = '{{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}} {{end}}{{end}}';
  const running = ['-l', `app=${app}`, '--field-selector=status.phase=Running'];
  return (await kubectl('get', 'pods', ...running, '-o', `go-template=${names}`)).split(' ').filter(Boolean);
}

/** Waits until a Deployment or StatefulSet is as it is meant to be. */
export async function rolledOut(workload: string): Promise<void> {
  await kubectl('rollout', 'status', workload, '--timeout=300s');
}

/**
 * Waits until every Deployment and StatefulSet of the namespace has the pods that it should have, all of them ready.
 * Not by `kubectl wait pod --all`: it also waits for deleted and completed pods, which never get ready.
 */
export async function allRolledOut(): Promise<void> {
  const names = await kubectl('get', 'deployments,statefulsets', '-o', 'name');
  await Promise.all(names.split('\n').filter(Boolean).map(rolledOut));
}

/** A port of this machine that leads to a port of a Service's pod. */
export interface Forward {
  port: number;
  close(): void;
}

/** Opens a port forward; it ends with its pod, so it is opened for one look and closed again. */
export async function forward(service: string, port: number): Promise<Forward> {
  const child = spawn(
    await resolveKubectl(),
    ['-n', namespace(), 'port-forward', `service/${service}`, `:${port}`],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const local = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      const found = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child.once('exit', () => reject(new Error(`port-forward to ${service}: ${said.trim()}`)));
  });
  return { port: local, close: () => void child.kill() };
}
