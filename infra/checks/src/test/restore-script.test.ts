import { type PromiseWithChild, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from '../repository';

const run = promisify(execFile);

/**
 * A cluster of one folder: `replicas` and `annotation` of order-depl, the arguments of the Job, and `interim`, a line
 * for each of the Job's states before its last. A Job without --replace fails, since the database holds documents, and
 * with a file `damaged` the restore itself fails. FAKE_FAILURE is the begin of a call that fails.
 */
const FAKE_KUBECTL = `#!/usr/bin/env bash
set -euo pipefail
cd "$FAKE_CLUSTER"
while [[ $1 == --context=* || $1 == --namespace=* ]]; do shift; done
[[ -z $FAKE_FAILURE || $* != "$FAKE_FAILURE"* ]] || { echo "error: $1 failed" >&2; exit 1; }
case "$*" in
  "config view "*) printf 'a-context|https://cluster.test|' ;;
  "get cronjob "* | "get statefulset "* | "wait "* | "logs "* | "rollout status "*) ;;
  "delete job "*) rm -f job ;;
  "get deployment "*.spec.replicas*) cat replicas ;;
  "get deployment "*) cat annotation 2>/dev/null || true ;;
  "annotate "*replicas-before-restore-) rm annotation ;;
  "annotate "*) last=\${!#}; printf %s "\${last#*=}" >annotation ;;
  "scale "*) last=\${!#}; printf %s "\${last#*=}" >replicas ;;
  "create job "*) ;;
  "patch "*) printf '%s' "$*" ;;
  "create -f -") cat >job ;;
  "get job "*" -o name") [ ! -e job ] || echo job.batch/order-restore ;;
  "get job "*)
    [ -e job ]
    if [ -s interim ]; then head -n 1 interim; sed -i 1d interim; exit; fi
    if [ -e damaged ] && grep -q '"restore"' job; then echo Failed; exit; fi
    grep -q -e --replace job && echo Complete || echo Failed
    ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;

let cluster: string;
beforeEach(async () => {
  cluster = await mkdtemp(path.join(os.tmpdir(), 'restore-'));
  await writeFile(path.join(cluster, '.kubectl'), FAKE_KUBECTL);
  await chmod(path.join(cluster, '.kubectl'), 0o755);
  await writeFile(path.join(cluster, 'replicas'), '3');
});
afterEach(() => rm(cluster, { recursive: true, force: true }));

function start(args: string[], failure = ''): PromiseWithChild<{ stdout: string }> {
  return run(path.join(root, 'infra/k8s/restore.sh'), ['order', ...args], {
    env: {
      PATH: process.env.PATH,
      KUBECTL: path.join(cluster, '.kubectl'),
      FAKE_CLUSTER: cluster,
      FAKE_FAILURE: failure,
    },
    timeout: 10_000,
  });
}

async function restoreSh(args: string[], failure = ''): Promise<string> {
  return (await start(args, failure)).stdout;
}

const replicas = (): Promise<string> => readFile(path.join(cluster, 'replicas'), 'utf8');

it('leaves the service as it is when the backup or the database is refused', async () => {
  await expect(restoreSh([])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nothing was changed\n') as string,
  });
  expect(await replicas()).toBe('3');
  expect(existsSync(path.join(cluster, 'job'))).toBe(false);
});

it('starts as many pods as there were, also when the first try failed', async () => {
  await writeFile(path.join(cluster, 'damaged'), '');
  await expect(restoreSh(['--replace'])).rejects.toMatchObject({ code: 1 });
  expect(await replicas()).toBe('0');
  await rm(path.join(cluster, 'damaged'));
  await restoreSh(['--replace']);
  expect(await replicas()).toBe('3');
});

it('forgets the number once the service runs, and starts one pod of a service that somebody stopped', async () => {
  await restoreSh(['--replace']);
  await writeFile(path.join(cluster, 'replicas'), '0');
  await restoreSh(['--replace']);
  expect(await replicas()).toBe('1');
});

it('leaves the service stopped with --keep-stopped and says how to start it', async () => {
  expect(await restoreSh(['--replace', '--keep-stopped'])).toContain(
    'To start it: kubectl scale deployment order-depl --replicas=3',
  );
  expect(await replicas()).toBe('0');
});

it.each(['wait', 'scale deployment order-depl --replicas=3'])(
  'says how to start the service when `kubectl %s` fails',
  async (call) => {
    await expect(restoreSh(['--replace'], call)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'order-depl stays stopped. To start it as it is: kubectl scale deployment order-depl --replicas=3\n',
      ) as string,
    });
    expect(await replicas()).toBe('0');
  },
);

it.each(['create job', 'create -f'])('leaves the service as it is when `kubectl %s` fails', async (call) => {
  await expect(restoreSh(['--replace'], call)).rejects.toMatchObject({
    stderr: expect.stringContaining('nothing was changed\n') as string,
  });
  expect(await replicas()).toBe('3');
});

it('waits until a Job that is SuccessCriteriaMet is Complete', async () => {
  await writeFile(path.join(cluster, 'interim'), 'SuccessCriteriaMet\n');
  await restoreSh(['--replace']);
  expect(await replicas()).toBe('3');
});

it('stops the Job when it is interrupted', async () => {
  // The check ends at once, the restore does not.
  await writeFile(path.join(cluster, 'interim'), `Complete\n${'\n'.repeat(10)}`);
  const running = start(['--replace']);
  while ((await replicas()) !== '0' || !existsSync(path.join(cluster, 'job'))) await setTimeout(20);
  running.child.kill('SIGTERM');
  await expect(running).rejects.toMatchObject({
    stderr: expect.stringContaining('To start it as it is') as string,
  });
  expect(existsSync(path.join(cluster, 'job'))).toBe(false);
});

it('refuses to start beside the Job of another restore, and leaves the service as it is', async () => {
  await writeFile(path.join(cluster, 'job'), '');
  await expect(restoreSh(['--replace'])).rejects.toMatchObject({
    stderr: expect.stringContaining('kubectl delete job order-restore\n') as string,
  });
  expect(await replicas()).toBe('3');
});
