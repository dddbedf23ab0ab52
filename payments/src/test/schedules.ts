/** A line of work whose steps are let through one at a time. */
interface Lane {
  arrived?: () => void;
  state: 'running' | 'waiting' | 'done';
}

/**
 * Runs several lines of work in one chosen order of their steps. Every step of each line must go through its
 * `gate`; at each point `choose(n)` says which of the n lines that can go on is let through its next step.
 */
export async function runInterleaved(
  work: ((gate: () => Promise<void>) => Promise<void>)[],
  choose: (options: number) => number,
): Promise<void> {
  let wake = (): void => undefined;
  const lanes: Lane[] = work.map(() => ({ state: 'running' }));
  const enter = (lane: Lane, state: Lane['state']): void => {
    lane.state = state;
    wake();
  };
  const gate = (lane: Lane) => () =>
    new Promise<void>((resolve) => {
      lane.arrived = resolve;
      enter(lane, 'waiting');
    });
  const all = Promise.all(
    work.map(async (run, i) => {
      const lane = lanes[i] as Lane;
      await run(gate(lane)).finally(() => enter(lane, 'done'));
    }),
  );
  for (;;) {
    while (lanes.some(({ state }) => state === 'running'))
      await new Promise<void>((resolve) => (wake = resolve));
    const ready = lanes.filter(({ state }) => state === 'waiting');
    if (ready.length === 0) break;
    const next = ready[ready.length === 1 ? 0 : choose(ready.length)] as Lane;
    next.state = 'running';
    next.arrived?.();
  }
  await all;
}

/**
 * Calls `run` once for every way in which its choices can fall.
 * @returns how many ways there are
 */
export async function forAllSchedules(
  run: (choose: (options: number) => number) => Promise<void>,
): Promise<number> {
  const path: { chosen: number; options: number }[] = [];
  for (let count = 1; ; count += 1) {
    let depth = 0;
    await run((options) => {
      const point = (path[depth] ??= { chosen: 0, options });
      depth += 1;
      return point.chosen;
    });
    for (let last = path.at(-1); last && last.chosen + 1 >= last.options; last = path.at(-1)) path.pop();
    const last = path.at(-1);
    if (!last) return count;
    last.chosen += 1;
  }
}

/** Numbers from 0 up to 1, always the same ones for the same seed (mulberry32). */
export function seededRandom(seed: string): () => number {
  let state = [...seed].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0), 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
