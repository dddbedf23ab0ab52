import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readServices } from '../../../services.cjs';
import { contracts } from './contracts';
import { REPOSITORY } from './repository';

/** Which services publish an event and which consume it. */
export interface Flow {
  publishedBy: string[];
  consumedBy: string[];
}

/**
 * Publishers and consumers of each subject, read from the services' sources: a file under `events/publishers` or
 * `events/listeners` names its contract once. What the sessions of common consume, every service consumes.
 */
export function readFlows(repository: string = REPOSITORY): Map<string, Flow> {
  const services = readServices(repository)
    .map(({ folder }) => folder)
    .sort();
  const ofSessions = contractsIn(path.join(repository, 'common/src/session'));
  const saying = (folder: 'publishers' | 'listeners', contract: string): string[] =>
    services.filter((service) =>
      contractsIn(path.join(repository, service, 'src/events', folder)).has(contract),
    );
  return new Map(
    contracts.map(({ subject, name }) => [
      subject,
      {
        publishedBy: saying('publishers', name),
        consumedBy: ofSessions.has(name) ? services : saying('listeners', name),
      },
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
