import { examine } from '@ecommerce/audit/audit';
import { lookUntilRest } from '@ecommerce/audit/look';
import { readObservations } from '@ecommerce/audit/observations';
import { readAddresses } from '@ecommerce/audit/stack';
import type { ShopUnderTest } from './shop-under-test';

/** How an audit after an experiment differs from one of a shop where nothing happened. */
export interface AuditCase {
  /** What shoppers saw. */
  observationsFile?: string;
  /** What is not in the broker's log proves nothing. */
  brokerDataLost?: boolean;
}

/**
 * Audits a shop until nothing is wrong or the time is over.
 * @returns what was wrong at the last look, a line each
 */
export async function auditAtRest(
  shop: ShopUnderTest,
  withinMs: number,
  { observationsFile, brokerDataLost = shop.hasLostBrokerData }: AuditCase = {},
): Promise<string[]> {
  const seen = observationsFile === undefined ? [] : readObservations(observationsFile);
  const observations = [...seen, ...shop.poison];
  const look = () => examine(readAddresses(shop.stackFile), { observations, brokerDataLost });
  const { violations } = await lookUntilRest(look, withinMs);
  return violations.map(
    ({ invariant, message, proof }) => `${invariant} ${message} ${JSON.stringify(proof)}`,
  );
}
