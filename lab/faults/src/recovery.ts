import { Shopper } from '@ecommerce/e2e/shopper';
import { buyOnce } from './purchase';

const STOCK = 1_000_000;

/** Buys repeatedly, to measure how long the shop takes to recover. */
export class Recovery {
  readonly times: number[] = [];

  private constructor(
    private readonly buyer: Shopper,
    private readonly productId: string,
  ) {}

  /** To be called while everything works. */
  static async prepare(): Promise<Recovery> {
    const buyer = await Shopper.signUp();
    const { id } = await buyer.sells({ title: 'Probe', price: 1, quantity: STOCK });
    await buyOnce(buyer, id);
    return new Recovery(buyer, id);
  }

  /** Buys one piece; notes the time from `since` until that purchase is confirmed. */
  async measure(since: number): Promise<void> {
    await buyOnce(this.buyer, this.productId);
    this.times.push(performance.now() - since);
  }
}
