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
  /** How many steps, or their answers, may be lost. */
  losses?: number;
  /** Processes publish what they write; otherwise events stay in the outboxes until the race is over. */
  publishesAtOnce?: boolean;
  /**
   * Takes a read and the guarded write that follows it for one step, or a read and what is read beside it. Nothing is
   * missed by it where every write is guarded by what was read: one that fails begins again, one that succeeds might as
   * well have read just before.
   */
  fusesChanges?: boolean;
  /**
   * Takes states for different that differ in nothing but when a racer was answered: for those in which time passes,
   * and a racer may go by the time that it has read.
   */
  tellsTimes?: boolean;
  /** The steps after which one racer may be stopped once, before it sees the answer. */
  freezesAt?: readonly string[];
  /** The answers that a racer still goes by; all when absent. */
  known?: (history: readonly Answer[]) => readonly Answer[];
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
  freezes: number;
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
  const freezes = scope.freezesAt ? 1 : 0;
  shop.world.publishesAtOnce = scope.publishesAtOnce ?? false;
  const start = capture(shop, { runs: [], crashes, losses, freezes });
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
async function successors(shop: Shop, state: State, scope: Scope): Promise<State[]> {
  const next: State[] = [];
  const { scheduler } = shop.world;
  const replaced = (run: Run, by: Run[]): Run[] => state.runs.flatMap((each) => (each === run ? by : each));
  for (const run of state.runs) {
    for (const step of run.steps)
      for (const fate of fatesOf(state, scope)) {
        const process = await bringTo(shop, state, run);
        const pending = process.pending[step]!;
        if (fate === 'frozen' && !scope.freezesAt?.includes(pending.label)) continue;
        await scheduler.let(pending, fate);
        const fused = scope.fusesChanges && fusedWith(pending, process.pending.at(-1));
        if (fused) await scheduler.let(fused);
        const runs = replaced(run, process.isOver ? [] : [after(run, process)]);
        next.push(capture(shop, { ...state, runs, ...left(state, fate) }));
      }
    if (state.crashes > 0 && run.history.length > 0) {
      await scheduler.kill(await bringTo(shop, state, run));
      const killed = capture(shop, { ...state, runs: [], crashes: state.crashes - 1 });
      const again = run.racer.isRepeated?.(shop) ? [await begun(shop, killed, run.racer, run.number)] : [];
      next.push({ ...killed, runs: replaced(run, again) });
    }
  }
  return next;
}

const fatesOf = ({ losses, freezes }: State, { freezesAt }: Scope): Fate[] => [
  ...(losses > 0 ? FATES : FATES.slice(0, 1)),
  ...(freezesAt && freezes > 0 ? (['frozen'] as const) : []),
];

/** How many losses and freezes are left after a step with this fate. */
const left = ({ losses, freezes }: State, fate: Fate): Pick<State, 'losses' | 'freezes'> => ({
  losses: losses - (fate.startsWith('lost') ? 1 : 0),
  freezes: freezes - (fate === 'frozen' ? 1 : 0),
});

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

/** What belongs to a read, if that is what comes next: its write, or what is read beside a product. */
export function fusedWith({ label }: Pending, next: Pending | undefined): Pending | undefined {
  const [collection, operation] = label.split('.');
  const belongs = [`${collection}.updateOne`, `${collection}.insertOne`, `${collection}.updateMany`];
  if (collection === 'products') belongs.push('fulfilments.find');
  return next && operation === 'findOne' && belongs.includes(next.label) ? next : undefined;
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

function keyOf({ stored, runs, crashes, losses, freezes }: State, { known, tellsTimes }: Scope): string {
  const each = runs.map(({ racer, history }) => {
    const answers = (known?.(history) ?? history).map(({ label, value, error, now, isFrozen }) => [
      label,
      value,
      error?.message,
      isFrozen,
      tellsTimes && now,
    ]);
    return JSON.stringify([racer.name, answers]);
  });
  return [stored, ...each.sort(), crashes, losses, freezes].join('\n');
}
