import { isFullRun, report } from '../run-size';
import { explore, type Explored, type Scope } from '../explore';

/** How many states a scope has, as seen; the second number is for full runs where that plays more. */
export type Seen = number | readonly [inQuickRuns: number, inFullRuns: number];

interface CountedScope extends Scope {
  states: Seen;
}

/** Plays each scope in every order of its steps, and expects all its endings to be sound. */
export function itHoldsInEveryOrder(scopes: Record<string, CountedScope>): void {
  it.each(Object.entries(scopes))(
    '%s',
    (name, { states, ...scope }) => count(name, states, () => explore(scope, (shop) => shop.expectSound())),
    600_000,
  );
}

/**
 * Explores a scope and compares its size. Fewer than four fifths of the states say that a step has lost its name or
 * its effect, and the scope its purpose; more than five quarters, that something random tells equal states apart.
 */
export async function count(name: string, seen: Seen, work: () => Promise<Explored>): Promise<void> {
  const begin = process.cpuUsage();
  const { states, endings } = await work();
  const { user, system } = process.cpuUsage(begin);
  const seconds = ((user + system) / 1e6).toFixed(1);
  report(`${name}: ${states} states, ${endings} endings, 0 bad, ${seconds} s of processor`);
  const expected = typeof seen === 'number' ? seen : seen[isFullRun ? 1 : 0];
  expect(endings).toBeGreaterThan(0);
  expect(states).toBeGreaterThanOrEqual(expected * 0.8);
  expect(states).toBeLessThanOrEqual(expected * 1.25);
}
