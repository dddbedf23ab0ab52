import { internalError } from '../api-error';
import type { Outcome, Prepare } from '../resources/operation';
import type { Sandbox } from '../sandbox';
import type { Change, StoredAnswer } from '../storage/changes';
import type { Answer, Call, CUT } from './call';
import { fingerprintOf, refuseOtherRequest } from './in-flight';
import { chargeChangeOf, strikeAfter, strikeBefore, strikesBefore } from './strike';
import { subjectOf } from './subject';

/** A path that creates something. */
export interface WriteEndpoint {
  path: string;
  prepare: Prepare;
  createsCharge: boolean;
}

/**
 * Runs a POST as Stripe does: once per idempotency key, remembered on disk before it is answered.
 * @throws ApiError for a refusal that is not remembered
 */
export function write(sandbox: Sandbox, endpoint: WriteEndpoint, call: Call): Promise<Answer | typeof CUT> {
  return sandbox.inFlight.alone(call.idempotencyKey, async () => {
    const stored =
      call.idempotencyKey === undefined
        ? undefined
        : sandbox.ledger.answers.find(call.idempotencyKey, sandbox.now());
    if (stored !== undefined) refuseOtherRequest(stored, call);
    return stored === undefined ? execute(sandbox, endpoint, call) : replay(sandbox, endpoint, call, stored);
  });
}

async function replay(sandbox: Sandbox, endpoint: WriteEndpoint, call: Call, stored: StoredAnswer) {
  call.replayed = true;
  const { faults } = sandbox;
  const fault = faults.next(subjectOf(sandbox, call, endpoint.createsCharge));
  if (strikesBefore(fault)) return strikeBefore(fault, call, faults);
  const headers = { 'Idempotent-Replayed': 'true', 'Original-Request': stored.requestId };
  return strikeAfter(
    fault,
    { status: stored.status, body: stored.body, headers: { ...stored.headers, ...headers } },
    faults,
  );
}

async function execute(sandbox: Sandbox, endpoint: WriteEndpoint, call: Call) {
  const { ledger, faults } = sandbox;
  const context = { ledger, now: new Date(sandbox.now()), clientIp: call.clientIp };
  const run = endpoint.prepare(call.params, context);
  const fault = faults.next(subjectOf(sandbox, call, endpoint.createsCharge));
  if (strikesBefore(fault)) return strikeBefore(fault, call, faults);

  // No await between the checks and here: what was checked still holds.
  const done = fault?.name === 'error_500' ? nothing() : run(chargeChangeOf(fault, call.params));
  const outcome = fault?.name === 'error_500_after' ? { ...nothing(), changes: done.changes } : done;
  const answer = { status: outcome.status, body: outcome.body, headers: outcome.headers ?? {} };
  await ledger.commit([...outcome.changes, ...remembered(call, answer, sandbox.now())]);
  return strikeAfter(fault, answer, faults);
}

/** Execution began and failed: the answer is kept, so repeating the request brings it again. */
function nothing(): Outcome {
  const { status, body, headers } = internalError(true);
  return { status, body: { error: body }, headers, changes: [] };
}

function remembered(call: Call, answer: Answer, at: number): Change[] {
  const { idempotencyKey: key, path, requestId } = call;
  if (key === undefined) return [];
  const fingerprint = fingerprintOf(call.params);
  return [{ type: 'answer', answer: { key, path, fingerprint, ...answer, requestId, at } }];
}
