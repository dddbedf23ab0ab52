import { audit } from '@ecommerce/audit/audit';
import { eventually } from './eventually';
import { readStack } from './stack';

const BETWEEN_AUDITS_MS = 250;

/**
 * Waits until the auditor finds nothing wrong with the running shop. Leaves out what it asks at the gateway, where a
 * stranger's requests for others' orders wait for seconds each time: `expectBalancedBooks` includes it.
 */
export const untilBooksBalance = (withinMs?: number): Promise<void> =>
  eventually(
    async () => expect(await audit({ ...readStack(), gateway: {} })).toEqual([]),
    withinMs,
    BETWEEN_AUDITS_MS,
  );

/** Waits until the books balance, then expects the same of a whole audit. */
export async function expectBalancedBooks(withinMs?: number): Promise<void> {
  await untilBooksBalance(withinMs);
  await eventually(async () => expect(await audit(readStack())).toEqual([]), withinMs);
}
