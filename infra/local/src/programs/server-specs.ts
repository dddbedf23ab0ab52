import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { TIERS, baseSpec } from './base-spec';
import { lookForFullDisk, repairBeforeStart } from './broker-store';
import { type Database, createUsers, hasUsers } from './database-users';
import { JOURNAL_FILE_MB } from '../data/disk-space';
import { UserError } from '@ecommerce/events/user-error';
import type { ProcessSpec } from '../supervisor/managed-process';
import { type Plan, databaseFolder, databaseName, portOf, urlOf } from '../plan';
import { type Probe, httpProbe, tcpProbe } from '../supervisor/readiness';
import { type Secrets, secretsOf } from '../data/secrets';
import { REPOSITORY } from '../settings';

/** Who may publish what, the same as in a cluster. */
const BROKER_USERS = path.join(REPOSITORY, 'infra/k8s/nats/users.conf');

/** Where the real servers are. */
export interface Binaries {
  mongod: string;
  natsStreaming: string;
}

/** The database of a service. */
export function mongodSpec(plan: Plan, binaries: Binaries, service: string): ProcessSpec {
  const name = databaseName(service);
  const folder = databaseFolder(plan, service);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const port = portOf(plan, name);
  return {
    ...baseSpec(plan, name, TIERS.database),
    command: binaries.mongod,
    args: [
      ...['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--auth'],
      // Little memory, and no diagnostic sampling: six of them share one machine.
      ...[
        '--wiredTigerCacheSizeGB',
        '0.25',
        '--quiet',
        '--setParameter',
        'diagnosticDataCollectionEnabled=false',
      ],
      // Else six of them allocate 1.8 GiB for their journals.
      ...['--wiredTigerEngineConfigString', `log=(file_max=${JOURNAL_FILE_MB}MB)`],
    ],
    ready: databaseProbe({ folder, port, service, secrets: secretsOf(plan.secrets, service) }),
  };
}

/** Ready once it takes connections and has its users. Creates missing users; calls meanwhile wait for it. */
function databaseProbe(database: Database): Probe {
  const isOpen = tcpProbe(database.port);
  let creation: Promise<void> | undefined;
  return async () => {
    if (!(await isOpen())) return false;
    if (!hasUsers(database.folder)) creation ??= createUsers(database);
    try {
      await creation;
      return true;
    } catch (error) {
      creation = undefined;
      if (error instanceof UserError) throw error;
      return false; // it died meanwhile, and is started again
    }
  };
}

/** The broker. */
export function natsStreamingSpec(plan: Plan, binaries: Binaries): ProcessSpec {
  const spec = baseSpec(plan, 'nats', TIERS.broker, brokerPasswords(plan.secrets));
  const store = path.join(plan.settings.dataDir, 'nats/store');
  const args = [
    ...['-c', BROKER_USERS, '-a', '127.0.0.1', '-p', String(portOf(plan, 'nats'))],
    ...['-m', String(portOf(plan, 'nats-monitor')), '-cid', 'ticketing', '-st', 'FILE', '--dir', store],
    ...['-mm', '0', '-mb', '0', '-ma', '168h', '-hbi', '5s', '-hbt', '5s', '-hbf', '2'],
  ];
  const repair = repairBeforeStart(store, spec.logFile);
  return {
    ...spec,
    command: binaries.natsStreaming,
    args: () => [...args, ...repair()],
    stuck: lookForFullDisk(store, spec.logFile),
    ready: httpProbe(`${urlOf(plan, 'nats-monitor')}/streaming/serverz`),
  };
}

/** In quotes, because the broker parses a variable's value. */
function brokerPasswords({ natsUser, natsPassword, services }: Secrets): NodeJS.ProcessEnv {
  const passwords = Object.entries(services).map(([service, secrets]) => [
    `${service.toUpperCase()}_NATS_PASSWORD`,
    `"${secrets.natsPassword}"`,
  ]);
  return {
    NATS_USER: `"${natsUser}"`,
    NATS_PASSWORD: `"${natsPassword}"`,
    ...(Object.fromEntries(passwords) as NodeJS.ProcessEnv),
  };
}
