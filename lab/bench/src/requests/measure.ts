import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '@ecommerce/events/user-error';
import { drawShares, writeChart } from '../charts/charts';
import { compareRoutes, type Extent, repeat } from './compare';
import { asTable, findSlower, findVoid, type RequestReport } from './report';

const FULL: Extent = { generations: 4, rounds: 8 };
const QUICK: Extent = { generations: 2, rounds: 5 };
const BASELINE = path.resolve(__dirname, '../../baseline.json');

/** What to compare, and what becomes of the result. */
export interface RequestOptions {
  isQuick: boolean;
  /** No route may be further from its limit than in `baseline.json`, by more than 15 %. */
  isGate: boolean;
  /** A file that gets the result as JSON. */
  report?: string;
}

/**
 * Compares the CPU time of the shop's hot routes, request by request, with bare limits on the same machine and
 * database.
 * @throws UserError when the same limit in two processes differs by more than 5 %, or the gate fails
 */
export async function measureRequests(options: RequestOptions): Promise<void> {
  const report = await repeat(options.isQuick ? QUICK : FULL, compareRoutes);
  console.log(asTable(report));
  if (options.report) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
  refuseVoid(report);
  writeChart('routes', drawShares('one request', report));
  if (!options.isGate) return;
  if (!existsSync(BASELINE))
    throw new UserError('lab/bench/baseline.json is missing: write it with --report on a quiet machine');
  const slower = findSlower(JSON.parse(readFileSync(BASELINE, 'utf8')) as RequestReport, report);
  if (slower.length > 0) throw new UserError(`slower than lab/bench/baseline.json: ${slower.join(', ')}`);
}

/** @throws UserError when the control of a route says that something else decided what it cost */
export function refuseVoid(report: RequestReport): void {
  const unclear = findVoid(report);
  if (unclear.length > 0)
    throw new UserError(
      `void: the same limit differs by more than 5 % between two processes: ${unclear.join(', ')}; run it again`,
    );
}
