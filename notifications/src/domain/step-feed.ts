import { isDatabaseUnavailable } from '@datnxecommerce/common';
import { Timeline, type Step } from '../models/timeline';

/** One reader of an order's steps. */
interface Follower {
  /** The last step that was delivered. */
  seq: number;
  deliver: (step: Step) => void;
}

/**
 * Delivers new steps to the readers of this process, each step once and in order. Steps that this process stores are
 * offered at once. `poll` finds those that other replicas have stored, by one query for all orders that are read here
 * (ADR 0039).
 */
export class StepFeed {
  readonly #followers = new Map<string, Set<Follower>>();

  /**
   * Delivers every step behind `seq` from now on; `offer` brings those that are stored already.
   * @returns a function that ends the deliveries
   */
  follow(orderId: string, seq: number, deliver: (step: Step) => void): () => void {
    const followers = this.#followers.get(orderId) ?? new Set();
    this.#followers.set(orderId, followers);
    const follower = { seq, deliver };
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followers.get(orderId) === followers) this.#followers.delete(orderId);
    };
  }

  /** Delivers the steps of an order that its readers have not had yet. */
  offer(orderId: string, steps: readonly Step[]): void {
    for (const follower of this.#followers.get(orderId) ?? []) {
      for (const step of steps) {
        if (step.seq <= follower.seq) continue;
        follower.seq = step.seq;
        follower.deliver(step);
      }
    }
  }

  /** Reads the orders that have more steps than a reader here has had. */
  async poll(): Promise<void> {
    if (this.#followers.size === 0) return;
    try {
      const behind = Array.from(this.#ordersBySeq(), ([seq, ids]) => ({
        _id: { $in: ids },
        [`steps.${seq}`]: { $exists: true },
      }));
      for (const { _id, steps } of await Timeline.find({ $or: behind }, { steps: 1 }).lean()) {
        this.offer(String(_id), steps);
      }
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error; // the next poll finds what this one missed
    }
  }

  /** The orders that are read here, by the lowest step that one of their readers had last. */
  #ordersBySeq(): Map<number, string[]> {
    const orders = new Map<number, string[]>();
    for (const [orderId, followers] of this.#followers) {
      const seq = Math.min(...Array.from(followers, (follower) => follower.seq));
      const ids = orders.get(seq);
      if (ids) ids.push(orderId);
      else orders.set(seq, [orderId]);
    }
    return orders;
  }
}
