import type { Shop } from './shop';
import type { Answer, Clocks, Fate, Pending, Process } from './world/process';

/** One of those whose steps are brought into every order; equal names do the same. */
export interface Racer {
  name: string;
  start(shop: Shop): Promise<Process>;
  /** Whether it begins again now that it was killed, as a delivery that was not acknowledged does. */
  isRepeated?: (shop: Shop) => boolean;
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
  /**
   * Takes states for different that differ in nothing but when a racer was answered: for those in which time passes,
   * and a racer may go by the time that it has read.
   */
  tellsTimes?: boolean;
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
  /** Which racer it is; the ids that it makes follow from it. */
  number: number;
  history: readonly Answer[];
  /** The clocks when it began. */
  begunAt: Clocks;
  /** Which of its pending steps may come next: several where it does several things at once. */
  steps: readonly number[];
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
 * `check`, which may do with the shop what it likes. A state is what is stored, sent, charged and on record, and
 * what each racer has been answered.
 */
export async function explore(scope: Scope, check: (shop: Shop) => Promise<void>): Promise<Explored> {
  const shop = await scope.arrange();
  const { crashes = 0, losses = 0 } = scope;
  const racers = scope.racers(shop);
  const start = capture(shop, { runs: [], crashes, losses });
  for (const [number, racer] of racers.entries()) start.runs.push(await begun(shop, start, racer, number));
  const open = [start];
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
      const key = keyOf(next, scope);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { states: seen.size + 1, endings };
}

/** Every state that is one step away. */
async function successors(shop: Shop, state: State, { fusesChanges }: Scope): Promise<State[]> {
  const next: State[] = [];
  const { scheduler } = shop.world;
  const replaced = (run: Run, by: Run[]): Run[] => state.runs.flatMap((each) => (each === run ? by : each));
  for (const run of state.runs) {
    for (const step of run.steps)
      for (const fate of state.losses > 0 ? FATES : FATES.slice(0, 1)) {
        const process = await bringTo(shop, state, run);
        const pending = process.pending[step]!;
        await scheduler.let(pending, fate);
        const write = fusesChanges && writeAfter(pending, process.pending.at(-1));
        if (write) await scheduler.let(write);
        const runs = replaced(run, process.isOver ? [] : [after(run, process)]);
        next.push(capture(shop, { ...state, runs, losses: state.losses - (fate === 'done' ? 0 : 1) }));
      }
    if (state.crashes > 0 && run.history.length > 0) {
      await scheduler.kill(await bringTo(shop, state, run));
      const left = capture(shop, { ...state, runs: [], crashes: state.crashes - 1 });
      const again = run.racer.isRepeated?.(shop) ? [await begun(shop, left, run.racer, run.number)] : [];
      next.push({ ...left, runs: replaced(run, again) });
    }
  }
  return next;
}

/** A racer before its first step. */
async function begun(shop: Shop, state: State, racer: Racer, number: number): Promise<Run> {
  const run = { racer, number, history: [], begunAt: shop.world.scheduler.clocks, steps: [] };
  return after(run, await bringTo(shop, state, run));
}

/** Brings the shop to a state, and one of the racers with it: the others are not there while it makes its step. */
async function bringTo(
  shop: Shop,
  { restore }: State,
  { racer, number, history, begunAt }: Run,
): Promise<Process> {
  restore();
  const { scheduler } = shop.world;
  const { clocks } = scheduler;
  scheduler.skipNumbers(number);
  scheduler.clocks = begunAt;
  const process = await racer.start(shop);
  scheduler.clocks = clocks;
  await scheduler.repeat(process, history);
  return process;
}

const after = (run: Run, { history, pending }: Process): Run => ({
  ...run,
  history: [...history],
  steps: pending.flatMap(({ kind }, index) => (kind === 'step' ? [index] : [])),
});

/** The write that belongs to a read, if that is what comes next. */
function writeAfter({ label }: Pending, next: Pending | undefined): Pending | undefined {
  const [collection, operation] = label.split('.');
  const writes = [`${collection}.updateOne`, `${collection}.insertOne`];
  return next && operation === 'findOne' && writes.includes(next.label) ? next : undefined;
}

function capture(shop: Shop, state: Omit<State, 'restore' | 'stored'>): State {
  const { databases, broker, stripe, scheduler } = shop.world;
  const { given, cartMoves, violations } = shop.history;
  const sent = broker.log.map(({ subject, data }) => [subject, data]);
  const due = broker.deliveries.map(({ service, message }) => [service, message.sequence]).sort();
  const stored = JSON.stringify([
    scheduler.now,
    databases.snapshot(),
    sent,
    due,
    stripe.charges,
    stripe.refunds,
    [...stripe.asked],
    stripe.misusedKeys,
    [...given],
    [...cartMoves],
    violations,
  ]);
  return { ...state, restore: shop.save(), stored };
}

function keyOf({ stored, runs, crashes, losses }: State, { forgetsAt, tellsTimes }: Scope): string {
  const each = runs.map(({ racer, history }) => {
    const known = history.slice(
      Math.max(
        history.findLastIndex(({ label }) => label === forgetsAt),
        0,
      ),
    );
    return JSON.stringify([
      racer.name,
      known.map(({ label, value, error, now }) => [label, value, error?.message, tellsTimes && now]),
    ]);
  });
  return JSON.stringify([stored, each.sort(), crashes, losses]);
}
