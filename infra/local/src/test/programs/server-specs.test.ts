import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { children } from '@ecommerce/events/test/children';
import { JOURNAL_FILE_MB } from '../../data/disk-space';
import { type Plan, portNames } from '../../plan';
import { freePorts, namedPorts } from '../../ports';
import { planProcesses } from '../../programs/processes';
import { tcpProbe, untilReady } from '../../supervisor/readiness';
import { loadSecrets } from '../../data/secrets';
import { mongodSpec } from '../../programs/server-specs';
import { SERVICES } from '../../services';
import { readSettings } from '../../settings';
import { tempFolder } from '../temp-folder';

const owned = children();
const folder = tempFolder();

it('a mongod allocates no more for its journal than the check of the disk expects', async () => {
  const [port = 0] = await freePorts(1);
  const settings = readSettings({ SHOP_DATA_DIR: folder.path });
  const secrets = await loadSecrets(folder.path);
  const plan = { settings, secrets, ports: new Map([['orders-mongo', port]]) } as unknown as Plan;
  const mongod = process.env.MONGOMS_SYSTEM_BINARY ?? '';
  const { command, args } = mongodSpec(plan, { mongod, natsStreaming: '' }, 'orders');
  owned(spawn(command, args as string[], { stdio: 'ignore' }));
  await untilReady(tcpProbe(port), () => {});
  const journal = path.join(folder.path, 'mongo/orders/journal');
  const sizes = readdirSync(journal).map((file) => statSync(path.join(journal, file)).size / 2 ** 20);
  expect(Math.max(...sizes)).toBe(JOURNAL_FILE_MB);
});

it('a service starts once the broker is ready, so that a slow broker costs no warnings', async () => {
  const settings = readSettings({ SHOP_DATA_DIR: folder.path });
  const secrets = await loadSecrets(folder.path);
  const ports = await namedPorts(portNames(settings));
  const plan = { settings, secrets, ports, mail: { smtpUrl: '', url: '' } } as unknown as Plan;
  const specs = planProcesses(plan, { mongod: 'mongod', natsStreaming: 'nats-streaming-server' });
  const names = SERVICES.map(({ name }) => name);
  const waiting = specs.filter(({ after }) => after?.includes('nats')).map(({ name }) => name);
  expect(waiting).toEqual(names);
});
