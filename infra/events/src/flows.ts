import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contracts } from './contracts';
import { REPOSITORY } from './repository';

/** Which services announce an event and which hear it. */
export interface Flow {
  sentBy: string[];
  heardBy: string[];
}

/**
 * Who sends and who hears each subject, read from the services' sources: a file under `events/publishers` or
 * `events/listeners` names its contract once.
 */
export function readFlows(repository: string = REPOSITORY): Map<string, Flow> {
  const services = readdirSync(repository).filter((name) =>
    existsSync(path.join(repository, name, 'src/events')),
  );
  const saying = (room: 'publishers' | 'listeners', contract: string): string[] =>
    services.filter((service) =>
      contractsIn(path.join(repository, service, 'src/events', room)).has(contract),
    );
  return new Map(
    contracts.map(({ subject, name }) => [
      subject,
      { sentBy: saying('publishers', name), heardBy: saying('listeners', name) },
    ]),
  );
}

function contractsIn(folder: string): Set<string> {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : [];
  const sources = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  return new Set(
    sources.flatMap((source) => [...source.matchAll(/\bcontract = (\w+)/g)].map(([, name = '']) => name)),
  );
}
