import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../telemetry/logger';

/** Work that is repeated while the service runs, as the safety net behind a faster path. */
export interface PeriodicJob {
  name: string;
  everyMs: number;
  /** Must be safe to run twice, and on several replicas at once. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Repeats a job. Each pause varies by ± 30 %, so replicas do not run in step. A failed run is logged and does not stop
 * the job.
 * @returns a function that stops the job and waits for the current run
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
        logger.warn({ err: error, job: job.name }, 'periodic job failed, it will run again');
      }
    }
  };
  const running = loop();
  return async () => {
    stop.abort();
    await running;
  };
}
