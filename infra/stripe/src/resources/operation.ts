import type { DeclineName } from '../cards/declines';
import type { Params } from '../params';
import type { Change } from '../storage/changes';
import type { Ledger } from '../storage/ledger';

/** What a request may look at. */
export interface Context {
  ledger: Ledger;
  now: Date;
  /** The caller's address, as tokens record it. */
  clientIp: string | null;
}

/** What an executed request answers, and what becomes true with it. */
export interface Outcome {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
  changes: Change[];
}

/** How a fault changes a charge. */
export interface ChargeChange {
  decline?: DeclineName;
  amount?: number;
  currency?: string;
  withoutMetadata?: true;
}

/**
 * Checks a request and returns what runs it. Both run in one go, so what was checked still holds.
 * @throws ApiError (400, 404) for a request that cannot be run; nothing is remembered of it
 */
export type Prepare = (params: Params, context: Context) => (change: ChargeChange) => Outcome;
