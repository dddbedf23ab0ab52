import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditReport } from './audit';

const PAUSE_MS = 500;

/**
 * Audits until nothing is wrong or the time has run out: events may still be in flight.
 * @param audit one audit; what it throws while there is time left (a database that is restarting) is tried again
 * @returns the last report
 * @throws what the last audit threw
 */
export async function repeatUntilQuiescent(
  audit: () => Promise<AuditReport>,
  withinMs: number,
): Promise<AuditReport> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const isLast = performance.now() >= deadline;
    try {
      const report = await audit();
      if (report.violations.length === 0 || isLast) return report;
    } catch (error) {
      if (isLast) throw error;
    }
    await sleep(Math.max(0, Math.min(PAUSE_MS, deadline - performance.now())));
  }
}
