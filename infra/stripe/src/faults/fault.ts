import { z } from 'zod';
import { DECLINE_NAMES } from '../cards/declines';

/** Everything that can be made to go wrong. What each one does is in the README. */
export const FAULTS = [
  ...(['timeout_before', 'timeout_after', 'hang'] as const),
  ...(['error_500_before', 'error_500', 'error_500_after', 'rate_limit_429', 'conflict_409'] as const),
  ...(['decline', 'wrong_amount', 'wrong_currency', 'wrong_metadata'] as const),
] as const;

export type FaultName = (typeof FAULTS)[number];

/** Faults that change a charge; nothing else has what they change. */
export const OF_CHARGES: ReadonlySet<FaultName> = new Set<FaultName>([
  'decline',
  'wrong_amount',
  'wrong_currency',
  'wrong_metadata',
]);

/** Faults that happen while a request is executed: a repetition that is answered from memory never meets them. */
export const WHILE_EXECUTING: ReadonlySet<FaultName> = new Set<FaultName>([
  'error_500',
  'error_500_after',
  ...OF_CHARGES,
]);

const milliseconds = z.int().min(0).max(600_000);

const match = z.strictObject({
  method: z.enum(['GET', 'POST']).default('POST'),
  /** A path of the API, or its beginning followed by `*`. */
  path: z.string().startsWith('/v1/').optional(),
  /** `metadata[orderId]` of the request, or of the charge that it refunds. */
  orderId: z.string().optional(),
  /** The `source` of the charge. */
  token: z.string().optional(),
  /** Spares the matching requests before this one; the first is 1. */
  nth: z.int().min(1).default(1),
});

const details = {
  match: match.prefault({}),
  /** How long a connection is held: before it is cut, or by `hang` before the answer. */
  ms: milliseconds.optional(),
  /** What `decline` declines with. */
  declineCode: z.enum(DECLINE_NAMES).default('generic_decline'),
  /** What `wrong_amount` charges, in cents. */
  amount: z.int().min(1).optional(),
};

/** A fault for so many matching requests. */
export const armedFault = z.strictObject({
  fault: z.enum(FAULTS),
  times: z.int().min(1).max(1_000_000).default(1),
  ...details,
});

/** Faults by chance; the same seed gives the same chances in the same order. */
export const randomFaults = z.strictObject({
  rate: z.number().min(0).max(1),
  seed: z.int().min(0).max(0xffff_ffff),
  faults: z.array(z.enum(FAULTS)).min(1),
  ...details,
});

export type ArmedFault = z.infer<typeof armedFault>;
export type RandomFaults = z.infer<typeof randomFaults>;

/** What happens to one request. */
export interface Fault {
  name: FaultName;
  ms?: number;
  declineCode: (typeof DECLINE_NAMES)[number];
  amount?: number;
}
