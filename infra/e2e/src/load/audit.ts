import { violations } from '../books';
import { eventually } from '../eventually';
import { readStack } from '../stack';

const AT_REST_WITHIN_MS = 30_000;

/** What an audit is given to work with. */
export interface AuditCase {
  stackFile: string;
  /** What shoppers saw, as observations.ts writes it. */
  observationsFile?: string;
  /** What the stock of products comes from. */
  stock: ReadonlyMap<string, number>;
}

/**
 * Holds the books of a shop at rest against each other.
 * @returns one line for each violation; none when all promises are kept
 */
export async function auditShop({ stackFile, stock }: AuditCase): Promise<string[]> {
  let found: string[] = [];
  await eventually(async () => {
    found = await violations(new Map(stock), readStack(stackFile));
    if (found.length > 0) throw new Error('not at rest, or wrong');
  }, AT_REST_WITHIN_MS).catch((error: unknown) => {
    if (found.length === 0) throw error;
  });
  return found;
}
