import { examine } from '@ecommerce/audit/audit';
import { lookUntilRest } from '@ecommerce/audit/look';
import { readObservations } from '@ecommerce/audit/observations';
import { readAddresses } from '@ecommerce/audit/stack';

const AT_REST_WITHIN_MS = 30_000;

/** What an audit is given to work with. */
export interface AuditCase {
  stackFile: string;
  /** What shoppers saw, as the load's observations.ts writes it. */
  observationsFile?: string;
}

/**
 * Holds the books of a shop at rest against each other.
 * @returns one line for each violation; none when all promises are kept
 */
export async function auditShop({ stackFile, observationsFile }: AuditCase): Promise<string[]> {
  const observations = observationsFile === undefined ? [] : readObservations(observationsFile);
  const look = () => examine(readAddresses(stackFile), { observations });
  const { violations } = await lookUntilRest(look, AT_REST_WITHIN_MS);
  return violations.map(({ invariant, message }) => `${invariant} ${message}`);
}
