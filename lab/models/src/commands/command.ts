import fc from 'fast-check';
import type { Shop } from '../shop';
import type { Process } from '../world/process';
import type { Tally } from './tally';

export type ShopCommand = fc.AsyncCommand<Tally, Shop, true>;

/** How many steps a process makes at once when it begins; the others are left to later commands. */
export type Reach = number | 'all';

export const reach: fc.Arbitrary<Reach> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('all' as const) },
  { weight: 3, arbitrary: fc.nat(7) },
);

/** A kind of command: a name, what it is drawn with, and what it does; false: there was nothing to do it to. */
export const command = <Drawn>(
  name: string,
  drawn: fc.Arbitrary<Drawn>,
  act: (shop: Shop, drawn: Drawn, tally: Tally) => Promise<boolean>,
): fc.Arbitrary<ShopCommand> =>
  drawn.map((values) => ({
    check: () => Promise.resolve(true),
    run: async (tally, shop) => {
      const isDone = await act(shop, values, tally);
      tally.count(isDone ? `command ${name}` : 'command without object');
    },
    toString: () => `${name} ${JSON.stringify(values)}`,
  }));

/** One of a list, by a number of any size. */
export const pick = <T>(list: readonly T[], number: number): T | undefined => list[number % list.length];

/** Begins a process and lets it make its first steps, or all of them. */
export async function begin(shop: Shop, steps: Reach, start: () => Promise<Process>): Promise<boolean> {
  if (steps === 'all') return shop.hurried(start);
  const process = await start();
  for (let step = 0; step < steps; step += 1) {
    const next = process.pending.find(({ kind }) => kind === 'step');
    if (!next) break;
    await shop.world.scheduler.let(next);
  }
  return true;
}
