import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../telemetry/logger';
import { FailureStreak } from './failure-streak';

/** Work that is repeated while the service runs, as the safety net behind a faster path. */
export interface PeriodicJob {
  name: string;
  everyMs: number;
  /** Must be safe to run twice, and on several replicas at once. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Repeats a job. Each pause varies by ± 30 %, so replicas do not run in step. A failed run does not stop the
 * job. Of failures in a row, ever fewer are logged, and the run that ends them.
 * @returns a function that stops the job and waits for the current run
 */
export function runPeriodically(job: PeriodicJob, logger: Logger): () => Promise<void> {
  const stop = new AbortController();
  const streak = new FailureStreak();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await sleep(job.everyMs * (0.7 + Math.random() * 0.6), undefined, { signal: stop.signal }).catch(
        () => undefined,
      );
      if (stop.signal.aborted) return;
      try {
        await job.run(stop.signal);
        const ended = streak.end();
        if (ended) logger.info({ job: job.name, ...ended }, 'periodic job works again');
      } catch (error) {
        if (!streak.add()) continue;
        const { failures } = streak;
        logger.warn({ err: error, job: job.name, failures }, 'periodic job failed, it will run again');
      }
    }
  };
  const running = loop();
  return async () => {
    stop.abort();
    await running;
  };
}
