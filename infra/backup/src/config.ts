/** What a backup needs to know. */
export interface Settings {
  /** Names the database to copy, as the service's own setting does. */
  mongoUri: string;
  /** The folder of a volume, with one folder for each backup. */
  backupDir: string;
  /** How many backups are kept; older ones are deleted after a new one is complete. */
  keep: number;
}

/**
 * Reads the settings.
 * @throws Error whose one line names every variable that is missing or malformed, and no value
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { MONGO_URI: mongoUri = '', BACKUP_DIR: backupDir = '', BACKUP_KEEP: keep = '14' } = env;
  const problems = [
    ...(/^mongodb(\+srv)?:\/\/[^/\s]+\/[^/?\s]+/.test(mongoUri)
      ? []
      : ['MONGO_URI must look like mongodb://host:port/database']),
    ...(backupDir.startsWith('/') ? [] : ['BACKUP_DIR must be an absolute path']),
    ...(/^[1-9]\d{0,3}$/.test(keep) ? [] : ['BACKUP_KEEP must be a whole number from 1 to 9999']),
  ];
  if (problems.length > 0) throw new Error(`bad settings: ${problems.join('; ')}`);
  return { mongoUri, backupDir, keep: Number(keep) };
}
