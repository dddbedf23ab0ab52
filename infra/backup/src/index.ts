/** `backup`, `list`, `restore [NAME] [--replace]`: what the CronJobs and infra/k8s/restore.sh run. */
import { listBackups } from './archive';
import { takeBackup } from './backup';
import { readSettings, type Settings } from './config';
import { withDatabase } from './database';
import { pruneBackups } from './prune';
import { restoreBackup } from './restore';

async function main([command = '', ...args]: string[], settings: Settings): Promise<void> {
  const { backupDir, keep } = settings;
  switch (command) {
    case 'backup':
      return withDatabase(settings, async (client, database) => {
        const backup = await takeBackup(client, database, backupDir);
        console.log(`${backup.name}: ${backup.collections} collections, ${backup.documents} documents`);
        for (const name of await pruneBackups(backupDir, database, keep))
          console.log(`${name}: deleted, too old`);
      });
    case 'list':
      return withDatabase(settings, async (_client, database) => {
        for (const name of await listBackups(backupDir, database)) console.log(name);
      });
    case 'restore':
      return withDatabase(settings, async (client, database) => {
        const wanted = args.find((arg) => !arg.startsWith('--')) ?? 'latest';
        const replace = args.includes('--replace');
        const restored = await restoreBackup(client, database, backupDir, { wanted, replace });
        console.log(`${restored.name}: ${restored.documents} documents are back`);
      });
    default:
      throw new Error('usage: backup | list | restore [NAME] [--replace]');
  }
}

void Promise.resolve()
  .then(() => main(process.argv.slice(2), readSettings(process.env)))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
