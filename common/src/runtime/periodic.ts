import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger';

/** Work that is repeated for as long as the service runs, as the safety net behind a faster path. */
export interface PeriodicJob {
  name: string;
  everyMs: number;
  /** Must be harmless to run twice, and on several replicas at once. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Runs a job again and again, each pause ± 30 % so that replicas drift apart. A failed run is logged and
 * the next one comes all the same.
 * @returns a function that stops the job and waits for a run under way
 */
export function runPeriodically(job: PeriodicJob, logger: Logger): () => Promise<void> {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await sleep(job.everyMs * (0.7 + Math.random() * 0.6), undefined, { signal: stop.signal }).catch(
        () => undefined,
      );
      if (stop.signal.aborted) return;
      try {
        await job.run(stop.signal);
      } catch (error) {
        logger.warn({ err: error, job: job.name }, 'periodic job failed, next run comes');
      }
    }
  };
  const running = loop();
  return async () => {
    stop.abort();
    await running;
  };
}
