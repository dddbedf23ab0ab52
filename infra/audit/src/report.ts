import { groupBy } from './books';
import type { AuditReport, Violation } from './audit';
import { INVARIANTS } from './invariants';

/** More of one kind than anybody reads; `--json` has them all. */
const SHOWN = 20;

/** A report as people read it: each violation under its invariant with its proof, and one line at the end. */
export function asText(report: AuditReport): string {
  const groups = [...groupBy(report.violations, ({ invariant }) => invariant)];
  return [
    ...groups.flatMap(([name, violations]) => [`${name} ${INVARIANTS[name].title}`, ...linesOf(violations)]),
    ...report.leftOut.map((sentence) => `left out: ${sentence}`),
    summary(report),
  ].join('\n');
}

/** A report as one line of JSON, for programs. */
export const asJson = (report: AuditReport): string => JSON.stringify(report);

function linesOf(violations: readonly Violation[]): string[] {
  const lines = violations
    .slice(0, SHOWN)
    .flatMap(({ message, proof }) => [`  ${message}`, `    ${JSON.stringify(proof)}`]);
  const more = violations.length - SHOWN;
  return more > 0 ? [...lines, `  … and ${more} more (see --json)`] : lines;
}

function summary({ read, violations }: AuditReport): string {
  const counts = Object.entries(read).map(([what, count]) => `${count} ${what}`);
  const result = violations.length === 1 ? '1 violation' : `${violations.length} violations`;
  return `read ${counts.join(', ')}: ${result}`;
}
