import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DOCS } from './repository';
import { releasedVersions } from './schema-files';

/** One event as it was published by a running shop. */
export interface RecordedEvent {
  subject: string;
  /** When the broker took it. */
  time: string;
  data: Record<string, unknown>;
}

/** What happened in a shop of some version, in the order in which its broker took it. */
export interface Recording {
  /** The release, or `today` for one that is to be. */
  version: string;
  name: string;
  events: RecordedEvent[];
}

/** The recordings of every release and of today. */
export function readRecordings(docs: string = DOCS): Recording[] {
  const folders = [
    { version: 'today', folder: path.join(docs, 'recorded') },
    ...releasedVersions(docs).map((version) => ({
      version,
      folder: path.join(docs, 'released', version, 'recorded'),
    })),
  ];
  return folders.flatMap(({ version, folder }) =>
    readdirSync(folder).map((file) => ({
      version,
      name: path.basename(file, '.json'),
      events: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as RecordedEvent[],
    })),
  );
}
