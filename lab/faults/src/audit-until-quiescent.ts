import { auditReport } from '@ecommerce/audit/audit';
import { repeatUntilQuiescent } from '@ecommerce/audit/repeat-until-quiescent';
import type { Observation } from '@ecommerce/audit/observations';
import { readAddresses } from '@ecommerce/audit/stack';
import type { ShopUnderTest } from './shop-under-test';

/** How an audit after an experiment differs from one of a shop where nothing happened. */
export interface AuditCase {
  /** What shoppers saw. */
  observations?: readonly Observation[];
}

/**
 * Audits a shop until nothing is wrong or the time has run out.
 * @returns what was wrong at the last audit, a line each
 */
export async function auditUntilQuiescent(
  shop: ShopUnderTest,
  withinMs: number,
  { observations = [] }: AuditCase = {},
): Promise<string[]> {
  const all = [...observations, ...shop.poison];
  const { hasLostBrokerData: brokerDataLost } = shop;
  const audit = () => auditReport(readAddresses(shop.stackFile), { observations: all, brokerDataLost });
  const { violations, leftOut } = await repeatUntilQuiescent(audit, withinMs);
  // A service that takes a broker for a new one, wrongly, would silence what is checked by the broker's log.
  const silenced = brokerDataLost ? [] : leftOut.filter((sentence) => sentence.includes('I11'));
  return [
    ...violations.map(({ invariant, message, proof }) => `${invariant} ${message} ${JSON.stringify(proof)}`),
    ...silenced.map((sentence) => `left out: ${sentence}`),
  ];
}
