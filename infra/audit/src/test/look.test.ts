import type { AuditReport } from '../audit';
import { lookUntilQuiescent } from '../look';

const report = (count: number): AuditReport => ({
  at: new Date(),
  leftOut: [],
  gauges: [],
  read: {},
  violations: Array.from({ length: count }, () => ({ invariant: 'I8', message: '', proof: {} })),
});

/** Looks that bring these, one after the other; the last one again and again. */
function looking(...results: (AuditReport | Error)[]): {
  look: () => Promise<AuditReport>;
  count: () => number;
} {
  let count = 0;
  const look = async (): Promise<AuditReport> => {
    const result = results[Math.min(count++, results.length - 1)];
    if (!result || result instanceof Error) throw result ?? new Error('no result');
    return result;
  };
  return { look, count: () => count };
}

it('looks again until nothing is wrong, also when something could not be read', async () => {
  const { look, count } = looking(report(2), new Error('restarting'), report(1), report(0));
  expect((await lookUntilQuiescent(look, 60_000)).violations).toEqual([]);
  expect(count()).toBe(4);
});

it('looks once when there is no time', async () => {
  const { look, count } = looking(report(1), report(0));
  expect((await lookUntilQuiescent(look, 0)).violations).toHaveLength(1);
  expect(count()).toBe(1);
});

it('returns what is still wrong, or could not be read, after the timeout', async () => {
  expect((await lookUntilQuiescent(looking(report(1)).look, 20)).violations).toHaveLength(1);
  await expect(lookUntilQuiescent(looking(new Error('away')).look, 20)).rejects.toThrow('away');
});
