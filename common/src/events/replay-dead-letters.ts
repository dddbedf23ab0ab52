import { leaseFor, notLeased } from '../database/lease';
import type { Logger } from '../telemetry/logger';
import type { PeriodicJob } from '../runtime/periodic';
import { DeadLetter } from './dead-letter';
import { handleRaw } from './listen';
import type { Listener } from './listener';

const LOOK_EVERY_MS = 1000;
/** Longer than a handler takes; only one whose retries all time out takes longer, and loses its lease. */
const LEASE_MS = 60_000;

/**
 * Replays the dead letters that an operator has marked. One that is handled is deleted; one that fails keeps the new
 * reason until it is marked again.
 */
export function deadLetterReplays(listeners: readonly Listener[], logger: Logger): PeriodicJob {
  const bySubject = new Map(listeners.map((listener) => [listener.contract.subject, listener]));
  return {
    name: 'dead letter replays',
    everyMs: LOOK_EVERY_MS,
    run: async (signal) => {
      while (!signal.aborted) {
        const letter = await acquireLetter();
        if (!letter) return;
        await replay(letter, bySubject.get(letter.subject), logger);
      }
    },
  };
}

/** Acquires the letter that has waited longest and that no other replica holds. */
function acquireLetter(): Promise<DeadLetter | null> {
  return DeadLetter.findOneAndUpdate(
    { replayAt: { $exists: true }, ...notLeased(LEASE_MS) },
    [{ $set: { lease: leaseFor(LEASE_MS) } }],
    { sort: { replayAt: 1 }, updatePipeline: true, returnDocument: 'after' },
  ).lean<DeadLetter | null>();
}

async function replay(
  { _id, subject, raw, replayRaw, replayAt, lease }: DeadLetter,
  listener: Listener | undefined,
  logger: Logger,
): Promise<void> {
  // If an operator marks it again meanwhile, perhaps with another body, that replay is still due.
  const requested = { _id, replayAt };
  try {
    if (!listener) throw new Error(`no listener for ${subject}`);
    await handleRaw(listener, replayRaw ?? raw);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // The letter keeps the body that came; without these words the reason would seem to be about that one.
    const reason = replayRaw === undefined ? words : `replayed with another body: ${words}`;
    // Not once the lease is another replica's: that one may succeed.
    const { matchedCount } = await DeadLetter.updateOne(
      { ...requested, lease },
      { $set: { reason }, $inc: { attempts: 1 }, $unset: { replayAt: 1, replayRaw: 1, lease: 1 } },
    );
    if (matchedCount === 0) await releaseLetter(_id, lease);
    logger.warn({ letter: _id, reason }, 'dead letter replay failed');
    return;
  }
  const { deletedCount } = await DeadLetter.deleteOne(requested);
  if (deletedCount === 0) await releaseLetter(_id, lease);
  logger.info({ letter: _id }, 'dead letter replayed');
}

async function releaseLetter(_id: string, lease: Date | undefined): Promise<void> {
  await DeadLetter.updateOne({ _id, lease }, { $unset: { lease: 1 } });
}
