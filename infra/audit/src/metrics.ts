import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import type { AuditReport } from './audit';
import type { Gauge } from './gauges';
import { INVARIANT_NAMES } from './invariants';

/** A report in Prometheus' text format: violations by invariant, the shop's gauges, and when it was made. */
export function asMetrics({ at, violations, gauges }: AuditReport): string {
  const counts = INVARIANT_NAMES.map((name) => {
    const count = violations.filter(({ invariant }) => invariant === name).length;
    return `shop_audit_violations{invariant="${name}"} ${count}`;
  });
  return [
    '# HELP shop_audit_violations What the last audit found wrong, by invariant.',
    '# TYPE shop_audit_violations gauge',
    ...counts,
    ...gauges.flatMap(linesOf),
    '# HELP shop_audit_last_run_timestamp_seconds When the last audit began that could read everything.',
    '# TYPE shop_audit_last_run_timestamp_seconds gauge',
    `shop_audit_last_run_timestamp_seconds ${at.getTime() / 1000}`,
    '',
  ].join('\n');
}

function linesOf({ name, help, samples }: Gauge): string[] {
  const lines = samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join()}}` : ''} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines];
}

/**
 * Writes the metrics for a textfile collector, which never reads half a file.
 * @throws UserError when the file cannot be written
 */
export function writeMetrics(file: string, report: AuditReport): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, asMetrics(report));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new UserError(`the metrics cannot be written to ${file}: ${messageOf(error)}`);
  }
}
