import type { AuditReport } from '../audit';
import { repeatUntilQuiescent } from '../repeat-until-quiescent';

const report = (count: number): AuditReport => ({
  at: new Date(),
  leftOut: [],
  gauges: [],
  read: {},
  violations: Array.from({ length: count }, () => ({ invariant: 'I8', message: '', proof: {} })),
});

/** An audit with these results, one after the other; the last one again and again. */
function auditing(...results: (AuditReport | Error)[]): {
  audit: () => Promise<AuditReport>;
  count: () => number;
} {
  let count = 0;
  const audit = async (): Promise<AuditReport> => {
    const result = results[Math.min(count++, results.length - 1)];
    if (!result || result instanceof Error) throw result ?? new Error('no result');
    return result;
  };
  return { audit, count: () => count };
}

it('repeats the audit until nothing is wrong, also when something could not be read', async () => {
  const { audit, count } = auditing(report(2), new Error('restarting'), report(1), report(0));
  expect((await repeatUntilQuiescent(audit, 60_000)).violations).toEqual([]);
  expect(count()).toBe(4);
});

it('audits once when there is no time', async () => {
  const { audit, count } = auditing(report(1), report(0));
  expect((await repeatUntilQuiescent(audit, 0)).violations).toHaveLength(1);
  expect(count()).toBe(1);
});

it('returns what is still wrong, or could not be read, after the timeout', async () => {
  expect((await repeatUntilQuiescent(auditing(report(1)).audit, 20)).violations).toHaveLength(1);
  await expect(repeatUntilQuiescent(auditing(new Error('away')).audit, 20)).rejects.toThrow('away');
});
