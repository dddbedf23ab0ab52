import type { Explored } from '../explore';
import type { SessionShop } from './session-shop';
import type { Visitor } from './visitors';

export interface SessionScope {
  /** The shop before the race; made once. */
  arrange(): Promise<SessionShop>;
  visitors(shop: SessionShop): Visitor[];
}

/** More than any scope has: something random makes a new state of each repetition. */
const MOST_STATES = 100_000;

/**
 * Makes the steps of all visitors, deliveries and boots in every order, meets each state once, and settles each ending.
 * Replicas share a memory among their requests, so a state is reached by its whole schedule from the start.
 * @throws Error that names the promises that do not hold, at the first state in which one does not
 */
export async function exploreSchedules(scope: SessionScope): Promise<Explored> {
  const shop = await scope.arrange();
  const restore = shop.save();
  const seen = new Set<string>();
  const open: number[][] = [[]];
  let endings = 0;
  for (let schedule = open.pop(); schedule; schedule = open.pop()) {
    await restore();
    for (const visitor of scope.visitors(shop)) await visitor.start(shop);
    for (const choice of schedule) await shop.step(choice);
    while (isNew(shop, seen)) {
      const [next, ...others] = shop.choices().keys();
      if (next === undefined) {
        endings += 1;
        await shop.settle();
        expectSound(shop);
        break;
      }
      for (const other of others) open.push([...schedule, other]);
      schedule = [...schedule, next];
      await shop.step(next);
    }
  }
  return { states: seen.size, endings };
}

/** @throws Error when a promise does not hold */
function isNew(shop: SessionShop, seen: Set<string>): boolean {
  expectSound(shop);
  const key = shop.snapshot();
  const isFirst = !seen.has(key);
  seen.add(key);
  if (seen.size > MOST_STATES) throw new Error(`more than ${MOST_STATES} states`);
  return isFirst;
}

function expectSound({ violations }: SessionShop): void {
  if (violations.length > 0) throw new Error(violations.join('\n'));
}
