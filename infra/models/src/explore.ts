import type { Shop } from './shop';
import type { Answer, Fate, Pending, Process } from './world/process';

/** One of those whose steps are brought into every order; equal names do the same. */
export interface Racer {
  name: string;
  start(shop: Shop): Promise<Process>;
  /** Begins again when it is killed, as a delivery that was not acknowledged does. */
  isRepeated?: boolean;
}

export interface Scope {
  /** The shop before the race; made once. */
  arrange(): Promise<Shop>;
  racers(shop: Shop): Racer[];
  /** How many processes may be killed between two of their steps. */
  crashes?: number;
  /** How many steps may be lost, or the word of them. */
  losses?: number;
  /**
   * Takes a read and the guarded write that follows it for one step. Nothing is missed by it where every write is
   * guarded by what was read: one that fails begins again, one that succeeds might as well have read just before.
   */
  fusesChanges?: boolean;
  /** The step at which a racer forgets what came before: what it does goes by this answer and those since. */
  forgetsAt?: string;
}

export interface Explored {
  states: number;
  /** How many different states there are in which the race is over. */
  endings: number;
}

/** A racer under way: all that it knows is what its steps answered. */
interface Run {
  racer: Racer;
  history: readonly Answer[];
}

interface State {
  restore: () => void;
  stored: string;
  runs: Run[];
  crashes: number;
  losses: number;
}

const FATES: Fate[] = ['done', 'lost before', 'lost after'];

/**
 * Runs the racers in every order in which their steps can come, meeting each state once, and hands each ending to
 * `check`, which may do with the shop what it likes. A state is what is stored, sent and charged, and what each
 * racer has been answered.
 */
export async function explore(scope: Scope, check: (shop: Shop) => Promise<void>): Promise<Explored> {
  const shop = await scope.arrange();
  const { crashes = 0, losses = 0 } = scope;
  const runs = scope.racers(shop).map((racer) => ({ racer, history: [] }));
  const open = [capture(shop, { runs, crashes, losses })];
  const seen = new Set<string>();
  let endings = 0;
  for (let state = open.pop(); state; state = open.pop()) {
    if (state.runs.length === 0) {
      endings += 1;
      state.restore();
      await check(shop);
      continue;
    }
    for (const next of await successors(shop, state, scope)) {
      const key = keyOf(next, scope.forgetsAt);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { states: seen.size, endings };
}

/** Every state that is one step away. */
async function successors(shop: Shop, state: State, { fusesChanges }: Scope): Promise<State[]> {
  const next: State[] = [];
  const { scheduler } = shop.world;
  const processes = await bringTo(shop, state);
  const steps = processes.flatMap((process, run) =>
    process.pending.flatMap(({ kind }, index) => (kind === 'step' ? [{ run, index }] : [])),
  );
  for (const { run, index } of steps)
    for (const fate of state.losses > 0 ? FATES : FATES.slice(0, 1)) {
      const process = (await bringTo(shop, state))[run]!;
      const step = process.pending[index]!;
      await scheduler.let(step, fate);
      const write = fusesChanges && writeAfter(step, process.pending.at(-1));
      if (write) await scheduler.let(write);
      const after = { ...state.runs[run]!, history: [...process.history] };
      const runs = state.runs.flatMap((each, i) => (i !== run ? each : process.isOver ? [] : after));
      next.push(capture(shop, { ...state, runs, losses: state.losses - (fate === 'done' ? 0 : 1) }));
    }
  for (const [run, { racer, history }] of state.runs.entries()) {
    if (state.crashes === 0 || history.length === 0) continue;
    await scheduler.kill((await bringTo(shop, state))[run]!);
    const again = racer.isRepeated ? [{ racer, history: [] }] : [];
    const runs = state.runs.flatMap((each, i) => (i === run ? again : each));
    next.push(capture(shop, { ...state, runs, crashes: state.crashes - 1 }));
  }
  return next;
}

/** The write that belongs to a read, if that is what comes next. */
function writeAfter({ label }: Pending, next: Pending | undefined): Pending | undefined {
  const [collection, operation] = label.split('.');
  const writes = [`${collection}.updateOne`, `${collection}.insertOne`];
  return next && operation === 'findOne' && writes.includes(next.label) ? next : undefined;
}

/** Brings the shop and the racers to a state. */
async function bringTo(shop: Shop, { restore, runs }: State): Promise<Process[]> {
  restore();
  const processes: Process[] = [];
  for (const { racer, history } of runs) {
    const process = await racer.start(shop);
    await shop.world.scheduler.repeat(process, history);
    processes.push(process);
  }
  return processes;
}

function capture(shop: Shop, state: Omit<State, 'restore' | 'stored'>): State {
  const { databases, broker, stripe } = shop.world;
  const sent = broker.log.map(({ subject, data }) => [subject, data]);
  const due = broker.deliveries.map(({ service, message }) => [service, message.sequence]).sort();
  const stored = JSON.stringify([databases.snapshot(), sent, due, stripe.charges, stripe.refunds]);
  return { ...state, restore: shop.save(), stored };
}

function keyOf({ stored, runs, crashes, losses }: State, forgetsAt?: string): string {
  const each = runs.map(({ racer, history }) => {
    const known = history.slice(
      Math.max(
        history.findLastIndex(({ label }) => label === forgetsAt),
        0,
      ),
    );
    return JSON.stringify([
      racer.name,
      known.map(({ label, value, error }) => [label, value, error?.message]),
    ]);
  });
  return JSON.stringify([stored, each.sort(), crashes, losses]);
}
