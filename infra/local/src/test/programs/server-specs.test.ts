import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { children } from '@ecommerce/events/test/children';
import { JOURNAL_FILE_MB } from '../../data/disk-space';
import type { Plan } from '../../plan';
import { freePorts } from '../../ports';
import { tcpProbe, untilReady } from '../../supervisor/readiness';
import { loadSecrets } from '../../data/secrets';
import { mongodSpec } from '../../programs/server-specs';
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
