import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetter } from '@datnxecommerce/common';
import type mongoose from 'mongoose';
import { UserError } from '../user-error';
import type { Databases } from './databases';

/** One letter by its id, those of a subject, or all. */
export interface Selection {
  _id?: string;
  subject?: string;
}

const LOOK_EVERY_MS = 200;
/** A service looks each second; one that has replayed none for longer than the lease of one that died is down. */
const TIMEOUT_MS = 75_000;

/** The dead letters of one service, in its database; the running service does the replays. */
export class DeadLetterBox {
  private constructor(
    readonly service: string,
    private readonly letters: mongoose.mongo.Collection<DeadLetter>,
  ) {}

  /** @throws UserError when the database does not answer */
  static async open(databases: Databases, service: string): Promise<DeadLetterBox> {
    const db = await databases.of(service);
    return new DeadLetterBox(service, db.collection<DeadLetter>('deadletters'));
  }

  /** Oldest first. */
  find(selection: Selection): Promise<DeadLetter[]> {
    return this.letters.find(selection).sort({ at: 1 }).toArray();
  }

  /** @throws UserError when there is none */
  async some(selection: Selection): Promise<[DeadLetter, ...DeadLetter[]]> {
    const [first, ...others] = await this.find(selection);
    if (first) return [first, ...others];
    const what = selection._id ?? selection.subject;
    throw new UserError(`${this.service} has no dead letter${what === undefined ? '' : ` ${what}`}`, 1);
  }

  /**
   * Marks letters and waits until the service has replayed each.
   * @param fixed the body to take instead of the one that came
   * @throws UserError when the service takes none any more
   */
  async replay(
    letters: readonly DeadLetter[],
    fixed?: string,
  ): Promise<{ replayed: number; failed: DeadLetter[] }> {
    const _id = { $in: letters.map((letter) => letter._id) };
    // Drops the body of an earlier request that no service has handled yet.
    const body = fixed === undefined ? { $unset: { replayRaw: 1 as const } } : {};
    const $set = { replayAt: new Date(), ...(fixed !== undefined && { replayRaw: fixed }) };
    await this.letters.updateMany({ _id }, { $set, ...body });
    let left = letters.length;
    for (let since = performance.now(); left > 0; await sleep(LOOK_EVERY_MS)) {
      const waiting = await this.letters.countDocuments({ _id, replayAt: { $exists: true } });
      if (waiting < left) since = performance.now();
      left = waiting;
      if (left > 0 && performance.now() - since > TIMEOUT_MS) {
        throw new UserError(
          `${this.service} has replayed none for ${TIMEOUT_MS / 1000} s: is it running? ` +
            `${left} stay marked, it will replay them when it does`,
          1,
        );
      }
    }
    // One that is gone was handled, or dropped meanwhile by somebody else: nobody waits for it either way.
    const failed = await this.letters.find({ _id }).sort({ at: 1 }).toArray();
    return { replayed: letters.length - failed.length, failed };
  }

  /** @returns how many there were */
  async drop(selection: Selection): Promise<number> {
    return (await this.letters.deleteMany(selection)).deletedCount;
  }
}
