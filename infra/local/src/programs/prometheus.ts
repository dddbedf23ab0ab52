import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { services } from '../../../../services.cjs';
import { TIERS, baseSpec } from './base-spec';
import type { ProcessSpec } from '../supervisor/managed-process';
import { type Plan, portOf, replicaNames, urlOf } from '../plan';
import { httpProbe } from '../supervisor/readiness';
import { onPath } from '../servers/binary';
import { CLIENT } from '../services';
import { REPOSITORY } from '../settings';

/** Its process, and its port. */
export const PROMETHEUS = 'prometheus';

const MONITORING = path.join(REPOSITORY, 'infra/monitoring');
const FILES = ['prometheus.yml', 'rules/shop.rules.yml'];

/** @returns the program, or undefined after a line that says how to get it: the shop runs without it */
export async function findPrometheus(say: (line: string) => void): Promise<string | undefined> {
  const program = await onPath(PROMETHEUS).find(new AbortController().signal);
  if (program === undefined)
    say('No monitoring: prometheus is not on PATH (Debian: apt-get install prometheus).');
  return program;
}

/** Prometheus beside the shop: scrapes every process and knows the rules of infra/monitoring. */
export function prometheusSpec(plan: Plan, program: string): ProcessSpec {
  const folder = path.join(plan.settings.dataDir, PROMETHEUS);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of FILES) copyFileSync(path.join(MONITORING, file), path.join(folder, path.basename(file)));
  writeFileSync(path.join(folder, 'targets.json'), JSON.stringify(targetsOf(plan), null, 2));
  return {
    ...baseSpec(plan, PROMETHEUS, TIERS.client),
    command: program,
    args: [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${portOf(plan, PROMETHEUS)}`,
    ],
    ready: httpProbe(`${urlOf(plan, PROMETHEUS)}/-/ready`),
  };
}

/** Every process with metrics, labelled like its pod. */
export function targetsOf(plan: Pick<Plan, 'ports' | 'settings'>): object[] {
  const processes = services.flatMap(({ folder, app }) =>
    replicaNames(plan.settings, folder).map((name) => ({ name, app })),
  );
  return [...processes, { name: CLIENT.name, app: CLIENT.name }].map(({ name, app }) => ({
    targets: [`127.0.0.1:${portOf(plan, name)}`],
    labels: { app },
  }));
}
