import type { StockStore } from '../../domain/stock-store';
import type { Fulfilment } from '../../models/fulfilment';
import type { Product } from '../../models/product';

/** Everything that is stored, and what was announced. */
export interface World {
  products: ReadonlyMap<string, Product>;
  fulfilments: ReadonlyMap<string, Fulfilment>;
  events: readonly string[];
}

/** One use case; equal names do the same. */
export interface Handler {
  name: string;
  run(store: StockStore): Promise<void>;
}

/** One run of a use case: all that it knows is what its writes answered. */
interface Run {
  handler: Handler;
  answers: readonly Answer[];
}

interface Answer {
  of: 'products' | 'fulfilments';
  result: unknown;
}

type Decide = (current: never) => { next?: object; events?: { key: string }[]; result: unknown };

/** A write that a run wants to make next. */
interface Write {
  to: 'products' | 'fulfilments';
  id: string;
  decide: Decide;
}

interface State {
  world: World;
  runs: Run[];
  crashesLeft: number;
}

interface Options {
  /** How many runs may die between two writes; the event of a dead one is delivered again. */
  crashes?: number;
  /** Tampers: a write whose decision had this result does not reach the store. */
  lost?: unknown;
}

/**
 * Runs the handlers in every order in which their writes can come and hands each distinct ending to `check`.
 * @returns how many states there are
 */
export async function explore(
  world: World,
  handlers: Handler[],
  check: (ending: World) => void,
  { crashes = 0, lost }: Options = {},
): Promise<number> {
  const seen = new Set<string>();
  const start = { world, runs: handlers.map((handler) => ({ handler, answers: [] })), crashesLeft: crashes };
  const open: State[] = [start];
  for (let state = open.pop(); state; state = open.pop()) {
    const key = keyOf(state);
    if (seen.has(key)) continue;
    seen.add(key);
    const { runs, crashesLeft } = state;
    if (runs.length === 0) check(state.world);
    for (const run of runs) {
      const others = runs.filter((other) => other !== run);
      open.push(await step(state.world, run, others, crashesLeft, lost));
      if (crashesLeft > 0 && run.answers.length > 0)
        open.push({ ...state, runs: [...others, { ...run, answers: [] }], crashesLeft: crashesLeft - 1 });
    }
  }
  return seen.size;
}

/** Lets one run make its next write; a run that wants none has ended. */
async function step(
  world: World,
  run: Run,
  others: Run[],
  crashesLeft: number,
  lost: unknown,
): Promise<State> {
  const write = await nextWrite(run);
  if (!write) return { world, runs: others, crashesLeft };
  const { to, id, decide } = write;
  const { next, events = [], result } = decide((world[to].get(id) ?? null) as never);
  const after = { ...run, answers: [...run.answers, { of: to, result }] };
  if (!next || result === lost) return { world, runs: [...others, after], crashesLeft };
  const stored = {
    ...world,
    [to]: new Map<string, object>(world[to]).set(id, next),
    events: [...world.events, ...events.map(({ key }) => key)],
  };
  return { world: stored, runs: [...others, after], crashesLeft };
}

/** Brings a run to where it was, by answering its writes as they were answered, and sees what it wants then. */
function nextWrite({ handler, answers }: Run): Promise<Write | undefined> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    const ask = <Result>(to: Write['to'], id: string, decide: unknown): Promise<Result> => {
      const answer = answers[asked];
      asked += 1;
      if (answer) return Promise.resolve(answer.result as Result);
      resolve({ to, id, decide: decide as Decide });
      return new Promise(() => undefined); // waits for ever: this run is brought here anew for its next step
    };
    handler
      .run({
        fulfilment: (orderId, decide) => ask('fulfilments', orderId, decide),
        product: (productId, decide) => ask('products', productId, decide),
      })
      .then(() => resolve(undefined), reject);
  });
}

const DATES = new Set(['at', 'updatedAt', 'createdAt', 'pruneAt', 'expiresAt']);
const asText = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => (DATES.has(key) ? undefined : part));

/** Equal for states with equal futures: which of two equal runs is meant makes no difference. */
function keyOf({ world, runs, crashesLeft }: State): string {
  const runKeys = runs.map(({ handler, answers }) => {
    // A settlement goes by the fulfilment as it read it last, and by what came since.
    const lastRead = answers.findLastIndex(({ of }) => of === 'fulfilments');
    return asText([handler.name, answers.slice(Math.max(lastRead, 0))]);
  });
  const { products, fulfilments, events } = world;
  return asText([[...products], [...fulfilments], events.toSorted(), runKeys.sort(), crashesLeft]);
}
