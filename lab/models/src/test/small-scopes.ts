import { isFullRun, report } from '../run-size';
import { explore, type Scope } from '../explore';

interface BoundedScope extends Scope {
  /**
   * How many states the full run meets at least, four fifths of what was seen: fewer say that a step has lost its
   * name or its effect, and with it what this scope is for.
   */
  least: number;
}

/** Plays each scope in every order of its steps, and expects all its endings to be sound. */
export function itHoldsInEveryOrder(scopes: Record<string, BoundedScope>): void {
  it.each(Object.entries(scopes))(
    '%s',
    async (name, { least, ...scope }) => {
      const begin = process.cpuUsage();
      const { states, endings } = await explore(scope, (shop) => shop.expectSound());
      const { user, system } = process.cpuUsage(begin);
      const seconds = (user + system) / 1e6;
      report(`${name}: ${states} states, ${endings} endings, 0 bad, ${seconds.toFixed(1)} s of processor`);
      expect(endings).toBeGreaterThan(0);
      if (isFullRun) expect(states).toBeGreaterThanOrEqual(least);
    },
    600_000,
  );
}
