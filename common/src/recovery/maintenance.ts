import type { EventBus } from '../messaging/event-bus';
import { BusUnavailableError } from '../messaging/event-bus';
import type { Logger } from '../runtime/logger';
import { runPeriodically, type PeriodicJob } from '../runtime/periodic';
import { BrokerEpoch } from './broker-epoch';
import type { EventSource } from './event-source';
import {
  endRequest,
  keepRequest,
  LEASE_MS,
  putBackRequest,
  takeRequest,
  type MaintenanceRequest,
} from './maintenance-request';
import type { Replica } from './replica';
import { republish } from './republish';

const LOOK_EVERY_MS = 1000;
const BEAT_MS = 1000;
const LOST_MEANWHILE = 'the connection to the broker was lost meanwhile';

/** What a service can be asked to do with its data. */
export interface MaintenanceOptions {
  /** The service's name. */
  name: string;
  bus: EventBus;
  logger: Logger;
  eventSources: readonly EventSource[];
  replicas: readonly Replica[];
  /** Events told again in a second, at most. */
  republishPerSecond: number;
}

/** The jobs of a service that see to its broker and to what operators ask for. */
export function maintenanceJobs(options: MaintenanceOptions): PeriodicJob[] {
  const epoch = new BrokerEpoch(options.bus, options.name, options.logger);
  const jobs: PeriodicJob[] = [
    {
      name: 'maintenance requests',
      everyMs: LOOK_EVERY_MS,
      run: (signal) => workOffRequests(options, epoch, signal),
    },
  ];
  // Who publishes nothing has left nothing with the broker that it could lose.
  if (options.eventSources.length > 0) {
    jobs.push({ name: 'broker epoch', everyMs: LOOK_EVERY_MS, run: () => epoch.check() });
  }
  return jobs;
}

async function workOffRequests(
  options: MaintenanceOptions,
  epoch: BrokerEpoch,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && options.bus.isConnected()) {
    const request = await takeRequest();
    if (!request) return;
    try {
      await fulfil(request, options, epoch, signal);
    } catch (error) {
      await putBackRequest(request, String(error));
      throw error;
    }
  }
}

async function fulfil(
  request: MaintenanceRequest,
  options: MaintenanceOptions,
  epoch: BrokerEpoch,
  signal: AbortSignal,
): Promise<void> {
  const { logger } = options;
  const { since } = request;
  if (request.kind === 'mark-stale') {
    const aggregates = await markStale(options.replicas);
    logger.warn({ request: request._id, aggregates }, 'replicas marked stale');
    await endRequest(request, { state: 'done', aggregates });
  } else if (request.kind === 'republish' && since && !Number.isNaN(since.getTime())) {
    await tellAgain(request, since, options, epoch, signal);
  } else {
    await endRequest(request, { state: 'refused', note: 'neither mark-stale nor republish since a time' });
  }
}

/** @returns how many documents there are */
async function markStale(replicas: readonly Replica[]): Promise<number> {
  const counts = replicas.map(async ({ model, stale }) => (await model.updateMany({}, stale)).matchedCount);
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function tellAgain(
  request: MaintenanceRequest,
  since: Date,
  { bus, eventSources, republishPerSecond: perSecond, logger }: MaintenanceOptions,
  epoch: BrokerEpoch,
  signal: AbortSignal,
): Promise<void> {
  const { connection } = epoch;
  const { _id, subjects } = request;
  const progress = { aggregates: 0, events: 0, skipped: 0 };
  const lost = new AbortController();
  const begin = performance.now();
  logger.info({ request: _id, since, subjects }, 'republish begins');
  let keptAt = performance.now();
  // The request is kept from here on, also while a slow broker lets nothing through or the database is away for a moment.
  const stopBeat = runPeriodically(
    {
      name: 'republish progress',
      everyMs: BEAT_MS,
      run: async () => {
        if (connection !== epoch.connection) lost.abort(new BusUnavailableError(LOST_MEANWHILE));
        if (performance.now() - keptAt > LEASE_MS) lost.abort(new Error(`request ${_id} could not be kept`));
        if (await keepRequest(request, progress)) keptAt = performance.now();
        else lost.abort(new Error(`request ${_id} was taken over`));
      },
    },
    logger,
  );
  try {
    const either = AbortSignal.any([signal, lost.signal]);
    await republish(bus, eventSources, { since, subjects, perSecond, signal: either }, progress, logger);
  } finally {
    await stopBeat();
  }
  // Told half to one broker and half to another that came after it: neither knows all.
  if (connection !== epoch.connection) throw new BusUnavailableError(LOST_MEANWHILE);
  if (request.marksBroker) await epoch.mark(connection);
  await endRequest(request, { state: 'done', ...progress });
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  logger.info({ request: _id, ...progress, seconds }, 'republish done');
}
