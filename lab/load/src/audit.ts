import { auditReport, type AuditReport } from '@ecommerce/audit/audit';
import { repeatUntilQuiescent } from '@ecommerce/audit/repeat-until-quiescent';
import { readObservations } from '@ecommerce/audit/observations';
import { readAddresses } from '@ecommerce/audit/stack';

const QUIESCENT_WITHIN_MS = 30_000;

/** What an audit is given to work with. */
export interface AuditCase {
  stackFile: string;
  /** What shoppers saw, as the load's observations.ts writes it. */
  observationsFile?: string;
}

/** Audits a quiescent shop. @returns the result of the last pass */
export function auditShop({ stackFile, observationsFile }: AuditCase): Promise<AuditReport> {
  const observations = observationsFile === undefined ? [] : readObservations(observationsFile);
  const audit = () => auditReport(readAddresses(stackFile), { observations });
  return repeatUntilQuiescent(audit, QUIESCENT_WITHIN_MS);
}
