import type { Context } from '../resources/operation';
import type { Params } from '../params';
import type { Sandbox } from '../sandbox';
import type { Answer, Call, CUT } from './call';
import { strikeAfter, strikeBefore, strikesBefore } from './strike';
import { subjectOf } from './subject';

/** Looks something up. @throws ApiError 400 or 404 */
export type Read = (id: string, params: Params, context: Context) => unknown;

/**
 * Answers a GET with what is on the disk.
 * @throws ApiError for a refusal
 */
export async function read(sandbox: Sandbox, look: Read, call: Call): Promise<Answer | typeof CUT> {
  const { ledger, faults } = sandbox;
  const context = { ledger, now: new Date(sandbox.now()), clientIp: call.clientIp };
  const body = look(call.id, call.params, context);
  const fault = faults.next(subjectOf(sandbox, call));
  if (strikesBefore(fault)) return strikeBefore(fault, call, faults);
  await ledger.durable();
  return strikeAfter(fault, { status: 200, body, headers: {} }, faults);
}
