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

/** One run of a use case: all that it knows is what its steps answered. */
interface Run {
  handler: Handler;
  answers: readonly Answer[];
}

/** What a step answered: a write its result, a look the fulfilment. */
interface Answer {
  of: 'products' | 'fulfilments' | 'look';
  /** The document that was written, or the product that was read with the fulfilment. */
  id: string;
  result: unknown;
}

type Decide = (current: never, now: Date) => { next?: object; events?: { key: string }[]; result: unknown };

/** A step that a run wants to make next: a look at a product and the fulfilment, or a write. */
type Step =
  | { to: 'look'; id: string; orderId: string }
  | { to: 'products' | 'fulfilments'; id: string; decide: Decide };

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
 * Runs the handlers in every order in which their looks and writes can come and hands each distinct ending to `check`.
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
    const distinct = new Map(runs.map((run) => [runKeyOf(run), run]));
    for (const run of distinct.values()) {
      const others = runs.filter((other) => other !== run);
      open.push(await step(state.world, run, others, crashesLeft, lost));
      if (crashesLeft > 0 && run.answers.length > 0)
        open.push({ ...state, runs: [...others, { ...run, answers: [] }], crashesLeft: crashesLeft - 1 });
    }
  }
  return seen.size;
}

/** Lets one run make its next step; a run that wants none has ended. */
async function step(
  world: World,
  run: Run,
  others: Run[],
  crashesLeft: number,
  lost: unknown,
): Promise<State> {
  const next = await nextStep(run);
  if (!next) return { world, runs: others, crashesLeft };
  const { to, id } = next;
  const answered = (result: unknown): Run => ({ ...run, answers: [...run.answers, { of: to, id, result }] });
  if (next.to === 'look')
    return { world, runs: [...others, answered(world.fulfilments.get(next.orderId))], crashesLeft };
  const { decide } = next;
  const {
    next: document,
    events = [],
    result,
  } = decide((world[next.to].get(id) ?? null) as never, new Date());
  if (!document || result === lost) return { world, runs: [...others, answered(result)], crashesLeft };
  const stored = {
    ...world,
    [to]: new Map<string, object>(world[next.to]).set(id, document),
    events: [...world.events, ...events.map(({ key }) => key)],
  };
  const runs = to === 'products' ? others.map((other) => withoutLookAt(other, id)) : others;
  return { world: stored, runs: [...runs, answered(result)], crashesLeft };
}

/** A run whose product has changed since its look would be refused by the guard, and would look again. */
function withoutLookAt(run: Run, productId: string): Run {
  const last = run.answers.at(-1);
  return last?.of === 'look' && last.id === productId ? { ...run, answers: run.answers.slice(0, -1) } : run;
}

/** Runs are replaced, never changed: the next step of each is found once, whatever the others do meanwhile. */
const nextSteps = new WeakMap<Run, Promise<Step | undefined>>();

function nextStep(run: Run): Promise<Step | undefined> {
  let step = nextSteps.get(run);
  if (!step) nextSteps.set(run, (step = replay(run)));
  return step;
}

/** Brings a run to where it was, by answering its steps as they were answered, and sees what it wants then. */
function replay({ handler, answers }: Run): Promise<Step | undefined> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    const ask = <Result>(step: Step): Promise<Result> => {
      const answer = answers[asked];
      asked += 1;
      if (answer) return Promise.resolve(answer.result as Result);
      resolve(step);
      return new Promise(() => undefined); // waits for ever: this run is brought here anew for its next step
    };
    handler
      .run({
        changeFulfilment: (orderId, decide) => ask({ to: 'fulfilments', id: orderId, decide }),
        changeProduct: async ({ orderId, productId: id }, decide) => {
          const fulfilment = await ask<Fulfilment>({ to: 'look', id, orderId });
          return ask({ to: 'products', id, decide: (product, now) => decide(product, fulfilment, now) });
        },
      })
      .then(() => resolve(undefined), reject);
  });
}

const DATES = new Set(['at', 'updatedAt', 'createdAt', 'pruneAt']);
const asText = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => (DATES.has(key) ? undefined : part));

/** Documents are replaced, never changed: the text of each is made once. */
const texts = new WeakMap<object, string>();

function textOf(document: object): string {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = asText(document)));
  return text;
}

const runKeys = new WeakMap<Run, string>();

/** Equal for runs with equal futures. */
function runKeyOf(run: Run): string {
  let key = runKeys.get(run);
  if (key === undefined) {
    const { handler, answers } = run;
    // A settlement goes by the fulfilment as it read it last, and by what came since; a look serves one write.
    const lastRead = answers.findLastIndex(({ of }) => of === 'fulfilments');
    const known = answers.slice(Math.max(lastRead, 0));
    key = asText([
      handler.name,
      known.filter(({ of }, index) => of !== 'look' || index === known.length - 1),
    ]);
    runKeys.set(run, key);
  }
  return key;
}

const worldKeys = new WeakMap<World, string>();

function worldKeyOf(world: World): string {
  let key = worldKeys.get(world);
  if (key === undefined) {
    const { products, fulfilments, events } = world;
    const stored = [products, fulfilments].map((documents) => [...documents.values()].map(textOf));
    worldKeys.set(world, (key = asText([stored, events.toSorted()])));
  }
  return key;
}

/** Equal for states with equal futures: which of two equal runs is meant makes no difference. */
const keyOf = ({ world, runs, crashesLeft }: State): string =>
  [worldKeyOf(world), ...runs.map(runKeyOf).sort(), crashesLeft].join('\n');
