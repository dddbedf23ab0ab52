import { isDatabaseUnavailable, readMany, type Stored } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Timeline, type Step } from '../models/timeline';

/** One reader of an order's steps. */
interface Follower {
  /** The last step that was delivered. */
  seq: number;
  deliver: (step: Step) => void;
}

/** The readers of one order here. */
interface ReadOrder {
  /** Made once: a poll asks for a thousand orders many times a second. */
  _id: Types.ObjectId;
  followers: Set<Follower>;
}

type StoredSteps = Pick<Stored<Timeline>, '_id' | 'steps'>;

/**
 * Delivers new steps to the readers of this process, each step once and in order. Steps that this process stores are
 * offered at once. `poll` finds those that other replicas have stored, by one query for all orders that are read here
 * (ADR 0039).
 */
export class StepFeed {
  readonly #orders = new Map<string, ReadOrder>();

  /**
   * Delivers every step behind `seq` from now on; `offer` brings those that are stored already.
   * @returns a function that ends the deliveries
   */
  follow(orderId: string, seq: number, deliver: (step: Step) => void): () => void {
    const order = this.#orders.get(orderId) ?? { _id: new Types.ObjectId(orderId), followers: new Set() };
    this.#orders.set(orderId, order);
    const { followers } = order;
    const follower = { seq, deliver };
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#orders.get(orderId) === order) this.#orders.delete(orderId);
    };
  }

  /** Delivers the steps of an order that its readers have not had yet. */
  offer(orderId: string, steps: readonly Step[]): void {
    for (const follower of this.#orders.get(orderId)?.followers ?? []) {
      for (const step of steps) {
        if (step.seq <= follower.seq) continue;
        follower.seq = step.seq;
        follower.deliver(step);
      }
    }
  }

  /** Reads the orders that have more steps than a reader here has had. */
  async poll(): Promise<void> {
    if (this.#orders.size === 0) return;
    try {
      const behind = Array.from(this.#ordersBySeq(), ([seq, ids]) => ({
        _id: { $in: ids },
        [`steps.${seq}`]: { $exists: true },
      }));
      const found = await readMany<StoredSteps>(Timeline, { $or: behind }, { projection: { steps: 1 } });
      for (const { _id, steps } of found) this.offer(String(_id), steps);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error; // the next poll finds what this one missed
    }
  }

  /** The orders that are read here, by the lowest step that one of their readers had last. */
  #ordersBySeq(): Map<number, Types.ObjectId[]> {
    const orders = new Map<number, Types.ObjectId[]>();
    for (const { _id, followers } of this.#orders.values()) {
      let seq = Infinity;
      for (const follower of followers) seq = Math.min(seq, follower.seq);
      const ids = orders.get(seq);
      if (ids) ids.push(_id);
      else orders.set(seq, [_id]);
    }
    return orders;
  }
}
