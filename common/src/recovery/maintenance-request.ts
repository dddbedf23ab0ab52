import { randomUUID } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { isDuplicateKey } from '../database/database';
import { leaseFor, notLeased } from '../database/lease';
import type { RepublishProgress } from './republish';

/**
 * Work requested from a service by an operator, or by the service itself after its broker restarted empty. It is a
 * document in the service's own database and one replica runs it, so no administrative endpoint is needed.
 */
export interface MaintenanceRequest extends RepublishProgress {
  _id: string;
  /** republish: publish events again; mark-stale: let the next event of each source win over the replicas here. */
  kind: 'republish' | 'mark-stale';
  /** Republish documents that changed since then. */
  since?: Date;
  /** Only events of these subjects; all when absent. */
  subjects?: string[];
  /** The broker restarted empty: it gets a new marker at the end. */
  marksBroker?: boolean;
  requestedAt: Date;
  state: 'waiting' | 'running' | 'done' | 'refused';
  /** Why it was refused, or why the last try failed. */
  note?: string;
  endedAt?: Date;
  /** Until when a replica holds the request, by the database's clock. */
  lease?: Date;
  /** The process that holds the lease. */
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
  { versionKey: false, autoCreate: false, autoIndex: false },
);
schema.index({ state: 1, requestedAt: 1 });
schema.index({ endedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** The requests of a service, in its own database. */
export const MaintenanceRequest = model<MaintenanceRequest>('MaintenanceRequest', schema, 'maintenance');

/**
 * Adds a request; replaces one of the same name that has ended.
 * @param isNeeded called after the ended one was read, because that one may have done the work just now
 * @returns false when one of the same name is waiting or running, or when it is not needed
 */
export async function addRequest(
  request: Pick<MaintenanceRequest, '_id' | 'kind' | 'since' | 'marksBroker'>,
  isNeeded: () => Promise<boolean>,
): Promise<boolean> {
  const { _id } = request;
  const ended = await MaintenanceRequest.findOne({ _id, state: { $in: ['done', 'refused'] } }).lean();
  if (!(await isNeeded())) return false;
  if (ended) await MaintenanceRequest.deleteOne({ _id, endedAt: ended.endedAt });
  try {
    await MaintenanceRequest.create({ ...request, state: 'waiting', requestedAt: new Date() });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

const instanceId = randomUUID();
const lease = (ms: number) => ({ $set: { lease: leaseFor(ms), leaseBy: instanceId } });
const ownedByThisProcess = ({ _id }: MaintenanceRequest) => ({
  _id,
  leaseBy: instanceId,
  state: 'running' as const,
});

/** Acquires the oldest open request that no replica holds, or whose lease has expired. */
export function acquireRequest(): Promise<MaintenanceRequest | null> {
  return MaintenanceRequest.findOneAndUpdate(
    { state: { $in: ['waiting', 'running'] }, ...notLeased(LEASE_MS) },
    [{ $set: { state: 'running', aggregates: 0, events: 0, skipped: 0 } }, lease(LEASE_MS)],
    { sort: { requestedAt: 1 }, updatePipeline: true, returnDocument: 'after' },
  ).lean<MaintenanceRequest | null>();
}

/**
 * Renews the lease and stores the progress.
 * @returns false when another replica has acquired the request
 */
export async function renewRequest(
  request: MaintenanceRequest,
  progress: RepublishProgress,
): Promise<boolean> {
  const { matchedCount } = await MaintenanceRequest.updateOne(
    ownedByThisProcess(request),
    [{ $set: { ...progress } }, lease(LEASE_MS)],
    { updatePipeline: true },
  );
  return matchedCount > 0;
}

/** Stores the result and releases the lease. */
export async function endRequest(
  request: MaintenanceRequest,
  end: Partial<RepublishProgress> & { state: 'done' | 'refused'; note?: string },
): Promise<void> {
  const $set = { ...end, endedAt: new Date() };
  await MaintenanceRequest.updateOne(ownedByThisProcess(request), {
    $set,
    $unset: { lease: 1, leaseBy: 1 },
  });
}

/** Releases a request that failed; after a short pause any replica may retry it. */
export async function releaseRequest(request: MaintenanceRequest, note: string): Promise<void> {
  await MaintenanceRequest.updateOne(
    ownedByThisProcess(request),
    [{ $set: { state: 'waiting', note: { $literal: note } } }, lease(RETRY_MS)],
    { updatePipeline: true },
  );
}
