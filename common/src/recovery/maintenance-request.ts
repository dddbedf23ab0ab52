import { randomUUID } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { isDuplicateKey } from '../runtime/database';
import { leaseIsOver } from '../runtime/lease';
import type { RepublishProgress } from './republish';

/**
 * Work that is asked of a service, by an operator or by the service itself when it finds its broker emptied: left in
 * the service's own database, taken by one of its replicas. No door to the outside is needed for it.
 */
export interface MaintenanceRequest extends RepublishProgress {
  _id: string;
  /** republish: send events again; mark-stale: let any news of their source win over the replicas kept here. */
  kind: 'republish' | 'mark-stale';
  /** Aggregates changed since then are told again. */
  since?: Date;
  /** Only events of these subjects; all when absent. */
  subjects?: string[];
  /** The broker knows nothing of what was sent before: at the end it gets a new marker. */
  marksBroker?: boolean;
  requestedAt: Date;
  state: 'waiting' | 'running' | 'done' | 'refused';
  /** Why it was refused, or what the last try ended with. */
  note?: string;
  endedAt?: Date;
  /** Until when one replica has it to itself, and which; by the clock of the database. */
  lease?: Date;
  leaseBy?: string;
}

export const LEASE_MS = 15_000;
const RETRY_MS = 2_000;
const KEPT_SECONDS = 30 * 24 * 60 * 60;

const schema = new Schema<MaintenanceRequest>(
  {
    _id: String,
    kind: String,
    since: Date,
    subjects: { type: [String], default: undefined },
    marksBroker: Boolean,
    requestedAt: Date,
    state: String,
    note: String,
    aggregates: { type: Number, default: 0 },
    events: { type: Number, default: 0 },
    skipped: { type: Number, default: 0 },
    endedAt: Date,
    lease: Date,
    leaseBy: String,
  },
  { versionKey: false },
);
schema.index({ state: 1, requestedAt: 1 });
schema.index({ endedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export const MaintenanceRequest = model<MaintenanceRequest>('MaintenanceRequest', schema, 'maintenance');

/**
 * Leaves a request.
 * @returns 'asked', or how one of the same name stands: 'open' while it waits or is worked at, or 'ended'
 */
export async function askFor(
  request: Pick<MaintenanceRequest, '_id' | 'kind' | 'since' | 'marksBroker'>,
): Promise<'asked' | 'open' | 'ended'> {
  try {
    await MaintenanceRequest.create({ ...request, state: 'waiting', requestedAt: new Date() });
    return 'asked';
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const ended = { _id: request._id, state: { $in: ['done' as const, 'refused' as const] } };
    return (await MaintenanceRequest.exists(ended)) ? 'ended' : 'open';
  }
}

/** Lets a request that has ended begin anew. */
export async function askAgain(_id: string, since: Date): Promise<void> {
  await MaintenanceRequest.updateOne(
    { _id, state: { $in: ['done', 'refused'] } },
    { $set: { since, state: 'waiting', requestedAt: new Date() }, $unset: { endedAt: 1, note: 1 } },
  );
}

/** This process, in leases. */
const me = randomUUID();
const leaseUntil = (ms: number) => [{ $set: { lease: { $add: ['$$NOW', ms] }, leaseBy: me } }];
const mine = (request: MaintenanceRequest) => ({ _id: request._id, leaseBy: me, state: 'running' as const });

/** Takes the oldest request that nobody works at, or whose worker has died. */
export function takeRequest(): Promise<MaintenanceRequest | null> {
  return MaintenanceRequest.findOneAndUpdate(
    { state: { $in: ['waiting', 'running'] }, ...leaseIsOver(LEASE_MS) },
    [{ $set: { state: 'running', aggregates: 0, events: 0, skipped: 0 } }, ...leaseUntil(LEASE_MS)],
    { sort: { requestedAt: 1 }, updatePipeline: true, returnDocument: 'after' },
  ).lean<MaintenanceRequest | null>();
}

/**
 * Keeps a request that was taken, and tells how far it is.
 * @returns false when another replica has taken it over
 */
export async function keepRequest(
  request: MaintenanceRequest,
  progress: RepublishProgress,
): Promise<boolean> {
  const update = [{ $set: { ...progress } }, ...leaseUntil(LEASE_MS)];
  const { matchedCount } = await MaintenanceRequest.updateOne(mine(request), update, {
    updatePipeline: true,
  });
  return matchedCount > 0;
}

/** Writes down what became of a request. */
export async function endRequest(
  request: MaintenanceRequest,
  end: Partial<RepublishProgress> & { state: 'done' | 'refused'; note?: string },
): Promise<void> {
  const $set = { ...end, endedAt: new Date() };
  await MaintenanceRequest.updateOne(mine(request), { $set, $unset: { lease: 1, leaseBy: 1 } });
}

/** Leaves a request that failed to the next try, by whichever replica. */
export async function putBackRequest(request: MaintenanceRequest, note: string): Promise<void> {
  const update = [{ $set: { state: 'waiting', note: { $literal: note } } }, ...leaseUntil(RETRY_MS)];
  await MaintenanceRequest.updateOne(mine(request), update, { updatePipeline: true });
}
