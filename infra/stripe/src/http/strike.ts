import { internalError, keyInUse, tooManyRequests } from '../api-error';
import type { Fault } from '../faults/fault';
import type { FaultPlan } from '../faults/fault-plan';
import type { ChargeChange } from '../resources/operation';
import type { Params } from '../params';
import { CUT, type Call } from './call';

/** Longer than any client waits. */
const HANG_MS = 80_000;
/** What `wrong_amount` adds by default, in cents. */
const WRONG_BY = 100;

const BEFORE = ['timeout_before', 'error_500_before', 'rate_limit_429', 'conflict_409'] as const;

/** A fault that keeps a request from being executed. */
export type EarlyFault = Fault & { name: (typeof BEFORE)[number] };

export const strikesBefore = (fault: Fault | undefined): fault is EarlyFault =>
  BEFORE.some((name) => name === fault?.name);

/** @throws ApiError 409, 429 or 500 that nothing remembers, unless the connection is to be cut */
export async function strikeBefore(fault: EarlyFault, call: Call, plan: FaultPlan): Promise<typeof CUT> {
  if (fault.name === 'rate_limit_429') throw tooManyRequests();
  if (fault.name === 'conflict_409') throw keyInUse(call.idempotencyKey ?? '');
  if (fault.name === 'error_500_before') throw internalError(false);
  await plan.hold(fault.ms ?? 0);
  return CUT;
}

/** How a fault changes the charge of a request. */
export function chargeChangeOf(fault: Fault | undefined, params: Params): ChargeChange {
  if (fault?.name === 'decline') return { decline: fault.declineCode };
  if (fault?.name === 'wrong_amount') return { amount: fault.amount ?? Number(params.amount) + WRONG_BY };
  if (fault?.name === 'wrong_currency') return { currency: 'eur' };
  if (fault?.name === 'wrong_metadata') return { withoutMetadata: true };
  return {};
}

/** What happens to an answer that is ready: it goes out, late or never. */
export async function strikeAfter<T>(
  fault: Fault | undefined,
  answer: T,
  plan: FaultPlan,
): Promise<T | typeof CUT> {
  if (fault?.name === 'hang') await plan.hold(fault.ms ?? HANG_MS);
  if (fault?.name !== 'timeout_after') return answer;
  await plan.hold(fault.ms ?? 0);
  return CUT;
}
