import type { Product } from '@ecommerce/e2e/shopper';
import { Customer, type Market } from '../customer';
import type { Edit } from '../plan';

/** Puts products up, and changes prices and stock while sales run. */
export class Seller {
  #edits = 0;

  private constructor(private readonly customer: Customer) {}

  static async signUp(market: Market): Promise<Seller> {
    return new Seller(await Customer.signUp(market));
  }

  /** Edits that were made. */
  get edits(): number {
    return this.#edits;
  }

  putsUp(title: string, quantity: number, price = 10): Promise<Product> {
    return this.customer.sells({ title, price, quantity });
  }

  /**
   * Makes an edit, however often sales come in between. Only the edit of the version that was read can succeed,
   * so it is made at most once; its price, which no other edit sets, tells whether one with a lost answer was.
   */
  async makes(productId: string, { price, moreStock }: Edit): Promise<void> {
    if (await this.#tries(productId, price, moreStock)) this.#edits += 1;
  }

  /** Takes a product off sale, however often sales come in between. */
  async unlists(productId: string): Promise<void> {
    const deadline = performance.now() + this.customer.market.retryForMs;
    while (performance.now() < deadline) {
      const product = await this.customer.product(productId);
      if (product.listed === false) return;
      if (await this.customer.edits(product, { listed: false })) return;
    }
  }

  async #tries(productId: string, price: number, moreStock: number): Promise<boolean> {
    const deadline = performance.now() + this.customer.market.retryForMs;
    for (;;) {
      const product = await this.customer.product(productId);
      if (product.price === price) return true;
      if (performance.now() > deadline) return false;
      if (await this.customer.edits(product, { price, quantity: product.quantity + moreStock })) return true;
    }
  }
}
