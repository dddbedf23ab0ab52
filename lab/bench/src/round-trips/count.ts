import type { Command } from './mongod-log';

/** What one service does in a step: one label for all of its collections, or one for each collection. */
type Work = string | Readonly<Record<string, string>>;

/** Calls a route or lets services consume events. */
export interface StepWork {
  name: string;
  /** What each service does in it: the method and path of a route, or the subject of an event. */
  work: Readonly<Record<string, Work>>;
}

/** What the mongod of each service has executed. */
export type Executed = ReadonlyMap<string, readonly Command[]>;

/** One execution of a step, from its beginning until the shop was quiescent. */
export interface Observation {
  step: StepWork;
  executed: Executed;
}

/** What was executed while nobody used the shop: the periodic jobs. */
export interface Idle {
  seconds: number;
  executed: Executed;
}

/** Means of one route or event in one service. */
export interface Row {
  service: string;
  /** The method and path of a route, or the subject of an event. */
  label: string;
  /** How often it was observed. */
  times: number;
  /** Commands by name. */
  commands: Record<string, number>;
  roundTrips: number;
  journalWaits: number;
}

/**
 * Counts commands for each service and route or event, without those of a shape that was seen idle: periodic jobs send
 * them.
 * @returns a row for each label of the steps, and one for each step in which a service did work that no label names
 */
export function countRoundTrips(observations: readonly Observation[], idle: Idle): Row[] {
  const rows = new Map<string, Row>();
  for (const { step, executed } of withoutJobs(observations, idle))
    for (const [service, commands] of executed)
      for (const label of labelsOf(step, service)) {
        const key = `${service} ${label}`;
        const row = rows.get(key) ?? emptyRow(service, label);
        rows.set(key, row);
        row.times += 1;
        add(
          row,
          commands.filter(({ collection }) => labelOf(step, service, collection) === label),
        );
      }
  const names = new Set(observations.map(({ step }) => step.name));
  return [...rows.values()]
    .map(asMeans)
    .filter(({ label, roundTrips }) => roundTrips > 0 || !names.has(label));
}

/** Counts what several steps need together in all services. */
export function countTogether(observations: readonly Observation[], idle: Idle, times: number): Row {
  const names = new Set(observations.map(({ step }) => step.name));
  const row = { ...emptyRow('all', [...names].join(', ')), times };
  for (const { executed } of withoutJobs(observations, idle))
    for (const commands of executed.values()) add(row, commands);
  return asMeans(row);
}

/** Counts what each service sends in a second without being used. */
export function countIdle({ seconds, executed }: Idle): Row[] {
  return [...executed].map(([service, commands]) => {
    const row = { ...emptyRow(service, 'idle, per second'), times: seconds };
    add(row, commands);
    return asMeans(row);
  });
}

/** The shapes of the commands that periodic jobs of each service send. */
export const shapesOfJobs = ({ executed }: Idle): Map<string, Set<string>> =>
  new Map([...executed].map(([service, commands]) => [service, new Set(commands.map(({ shape }) => shape))]));

function* withoutJobs(observations: readonly Observation[], idle: Idle): Generator<Observation> {
  const jobs = shapesOfJobs(idle);
  for (const { step, executed } of observations) {
    const used = [...executed].map(
      ([service, commands]) =>
        [service, commands.filter(({ shape }) => !jobs.get(service)?.has(shape))] as const,
    );
    yield { step, executed: new Map(used) };
  }
}

/** The last one is for commands that the step does not name. */
function labelsOf({ name, work }: StepWork, service: string): Set<string> {
  const named = work[service] ?? {};
  return new Set([...(typeof named === 'string' ? [named] : Object.values(named)), name]);
}

function labelOf({ name, work }: StepWork, service: string, collection: string): string {
  const named = work[service];
  return typeof named === 'string' ? named : (named?.[collection] ?? name);
}

const emptyRow = (service: string, label: string): Row => ({
  service,
  label,
  times: 0,
  commands: {},
  roundTrips: 0,
  journalWaits: 0,
});

function add(row: Row, commands: readonly Command[]): void {
  for (const { name, waitsForJournal } of commands) {
    row.commands[name] = (row.commands[name] ?? 0) + 1;
    row.roundTrips += 1;
    if (waitsForJournal) row.journalWaits += 1;
  }
}

function asMeans({ service, label, times, commands, roundTrips, journalWaits }: Row): Row {
  const means = Object.entries(commands).map(([name, count]) => [name, count / times]);
  return {
    service,
    label,
    times,
    commands: Object.fromEntries(means) as Row['commands'],
    roundTrips: roundTrips / times,
    journalWaits: journalWaits / times,
  };
}
