import type { EventBus } from '../messaging/event-bus';
import type { Logger } from '../telemetry/logger';
import { runPeriodically, type PeriodicJob } from '../runtime/periodic';
import { BrokerEpoch } from './broker-epoch';
import type { EventSource } from './event-source';
import {
  acquireRequest,
  endRequest,
  LEASE_MS,
  releaseRequest,
  renewRequest,
  type MaintenanceRequest,
} from './maintenance-request';
import type { Replica } from './replica';
import { republish, type RepublishProgress } from './republish';

const CHECK_EVERY_MS = 1000;
const RENEW_EVERY_MS = 1000;

/** What maintenance needs to know of a service. */
export interface MaintenanceOptions {
  /** The service's name. */
  name: string;
  bus: EventBus;
  logger: Logger;
  eventSources: readonly EventSource[];
  replicas: readonly Replica[];
  /** The most events that a republish publishes per second. */
  republishPerSecond: number;
}

/** The jobs that notice a broker without its data and run maintenance requests. */
export function maintenanceJobs(options: MaintenanceOptions): PeriodicJob[] {
  const epoch = new BrokerEpoch(options.bus, options.name, options.logger);
  const requests: PeriodicJob = {
    name: 'maintenance requests',
    everyMs: CHECK_EVERY_MS,
    run: (signal) => runRequests(options, epoch, signal),
  };
  // A service that publishes nothing has nothing to republish.
  if (options.eventSources.length === 0) return [requests];
  return [requests, { name: 'broker epoch', everyMs: CHECK_EVERY_MS, run: () => epoch.check() }];
}

async function runRequests(
  options: MaintenanceOptions,
  epoch: BrokerEpoch,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && options.bus.isConnected()) {
    const request = await acquireRequest();
    if (!request) return;
    try {
      await runRequest(request, options, epoch, signal);
    } catch (error) {
      await releaseRequest(request, String(error));
      throw error;
    }
  }
}

async function runRequest(
  request: MaintenanceRequest,
  options: MaintenanceOptions,
  epoch: BrokerEpoch,
  signal: AbortSignal,
): Promise<void> {
  const { since } = request;
  if (request.kind === 'mark-stale') {
    const aggregates = await markStale(options.replicas);
    options.logger.warn({ request: request._id, aggregates }, 'replicas marked stale');
    await endRequest(request, { state: 'done', aggregates });
  } else if (request.kind === 'republish' && since && !Number.isNaN(since.getTime())) {
    await runRepublish(request, since, options, epoch, signal);
  } else {
    await endRequest(request, { state: 'refused', note: 'neither mark-stale nor republish since a time' });
  }
}

/** @returns the number of replicas */
async function markStale(replicas: readonly Replica[]): Promise<number> {
  const counts = replicas.map(async ({ model, stale }) => (await model.updateMany({}, stale)).matchedCount);
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function runRepublish(
  request: MaintenanceRequest,
  since: Date,
  { bus, eventSources, republishPerSecond: perSecond, logger }: MaintenanceOptions,
  epoch: BrokerEpoch,
  signal: AbortSignal,
): Promise<void> {
  const { connection } = epoch;
  const { _id, subjects } = request;
  const progress = { aggregates: 0, events: 0, skipped: 0 };
  const startedAt = performance.now();
  logger.info({ request: _id, since, subjects }, 'republish starts');
  const lost = new AbortController();
  const renewal = leaseRenewal(request, progress, lost, () => epoch.connection === connection);
  const stopRenewal = runPeriodically(renewal, logger);
  try {
    const either = AbortSignal.any([signal, lost.signal]);
    await republish(bus, eventSources, { since, subjects, perSecond, signal: either }, progress, logger);
  } finally {
    await stopRenewal();
  }
  // After a reconnect, each of two brokers may have only a part of the events.
  epoch.assertConnection(connection);
  if (request.marksBroker) await epoch.mark(connection);
  await endRequest(request, { state: 'done', ...progress });
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  logger.info({ request: _id, ...progress, seconds }, 'republish done');
}

/**
 * Renews a request's lease and stores its progress. Aborts `lost` when the lease is lost, or the connection on which
 * the republish began.
 */
function leaseRenewal(
  request: MaintenanceRequest,
  progress: RepublishProgress,
  lost: AbortController,
  isConnectionKept: () => boolean,
): PeriodicJob {
  const abort = (reason: string): void => lost.abort(new Error(reason));
  let renewedAt = performance.now();
  return {
    name: 'republish lease',
    everyMs: RENEW_EVERY_MS,
    run: async () => {
      const now = performance.now();
      if (!isConnectionKept()) return abort('the connection to the broker was lost meanwhile');
      if (now - renewedAt > LEASE_MS) return abort(`the lease of request ${request._id} expired`);
      const isOwned = await renewRequest(request, progress);
      if (!isOwned) return abort(`another replica acquired request ${request._id}`);
      renewedAt = now;
    },
  };
}
