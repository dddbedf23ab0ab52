import { setTimeout as sleep } from 'node:timers/promises';
import { Shopper, type Answer } from '../../../infra/e2e/src/shopper';
import { quantile } from '../../../infra/e2e/src/statistics';

/** One request of a crowd and how it was answered. */
export interface Visit {
  what: string;
  status: number;
  ms: number;
}

const PAUSE_MS = 250;

/** Shoppers who buy one piece after the other until they are stopped. */
export class Crowd {
  readonly visits: Visit[] = [];
  readonly orderIds: { shopper: Shopper; id: string }[] = [];
  private stopping = false;
  private readonly shopping: Promise<unknown>;

  private constructor(shoppers: Shopper[], productId: string) {
    this.shopping = Promise.all(shoppers.map((shopper) => this.shop(shopper, productId)));
  }

  /** @param productId what all of them buy, one piece an order */
  static async gather(size: number, productId: string): Promise<Crowd> {
    const shoppers: Shopper[] = [];
    for (let count = 0; count < size; count += 1) shoppers.push(await Shopper.signUp());
    return new Crowd(shoppers, productId);
  }

  /** Waits until everybody has finished the purchase under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.shopping;
  }

  /** Requests that were not answered 2xx. */
  failures(): Visit[] {
    return this.visits.filter(({ status }) => status < 200 || status > 299);
  }

  /** The time within which this share of the requests was answered, in milliseconds. */
  percentile(share: number): number {
    return quantile(
      this.visits.map(({ ms }) => ms),
      share,
    );
  }

  private async shop(shopper: Shopper, productId: string): Promise<void> {
    const item = { productId, quantity: 1 };
    while (!this.stopping) {
      await this.visit('GET product', () => shopper.get(`/api/products/${productId}`));
      await this.visit('POST cart', () => shopper.post('/api/cart/items', item));
      const placed = await this.visit('POST order', () =>
        shopper.post<{ id: string }>('/api/orders', { items: [item] }),
      );
      if (placed.status !== 201) continue;
      this.orderIds.push({ shopper, id: placed.body.id });
      await this.visit('POST payment', () => shopper.pays(placed.body.id));
      await this.visit('GET order', () => shopper.get(`/api/orders/${placed.body.id}`));
    }
  }

  private async visit<T>(what: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const begin = performance.now();
    const answer = await ask();
    this.visits.push({ what, status: answer.status, ms: performance.now() - begin });
    await sleep(PAUSE_MS * (0.5 + Math.random()));
    return answer;
  }
}
