import { leaseIsOver } from '../runtime/lease';
import type { Logger } from '../runtime/logger';
import type { PeriodicJob } from '../runtime/periodic';
import { DeadLetter } from './dead-letter';
import { handleRaw } from './listen';
import type { Listener } from './listener';

const LOOK_EVERY_MS = 1000;
/** Longer than a handler takes with all its tries. */
const LEASE_MS = 60_000;

/**
 * Replays the dead letters that an operator has marked, by the listeners to which they were sent. One that is handled
 * now is gone; one that is not stays, with the new reason, until it is marked again.
 */
export function deadLetterReplays(listeners: readonly Listener[], logger: Logger): PeriodicJob {
  const bySubject = new Map(listeners.map((listener) => [listener.contract.subject, listener]));
  return {
    name: 'dead letter replays',
    everyMs: LOOK_EVERY_MS,
    run: async (signal) => {
      while (!signal.aborted) {
        const letter = await takeLetter();
        if (!letter) return;
        await replay(letter, bySubject.get(letter.subject), logger);
      }
    },
  };
}

/** The one that has waited longest and that no other replica has. */
function takeLetter(): Promise<DeadLetter | null> {
  return DeadLetter.findOneAndUpdate(
    { replayAt: { $exists: true }, ...leaseIsOver(LEASE_MS) },
    [{ $set: { lease: { $add: ['$$NOW', LEASE_MS] } } }],
    { sort: { replayAt: 1 }, updatePipeline: true, returnDocument: 'after' },
  ).lean<DeadLetter | null>();
}

async function replay(
  { _id, subject, raw, replayRaw, replayAt }: DeadLetter,
  listener: Listener | undefined,
  logger: Logger,
): Promise<void> {
  // An operator who has marked it anew meanwhile, with another body perhaps, wants that tried.
  const asked = { _id, replayAt };
  try {
    if (!listener) throw new Error(`nobody here listens to ${subject}`);
    await handleRaw(listener, replayRaw ?? raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { matchedCount } = await DeadLetter.updateOne(asked, {
      ...{ $set: { reason }, $inc: { attempts: 1 } },
      $unset: { replayAt: 1, replayRaw: 1, lease: 1 },
    });
    if (matchedCount === 0) await giveBack(_id);
    logger.warn({ letter: _id, reason }, 'dead letter failed again');
    return;
  }
  const { deletedCount } = await DeadLetter.deleteOne(asked);
  if (deletedCount === 0) await giveBack(_id);
  logger.info({ letter: _id }, 'dead letter replayed');
}

async function giveBack(_id: string): Promise<void> {
  await DeadLetter.updateOne({ _id }, { $unset: { lease: 1 } });
}
