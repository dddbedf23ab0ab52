import type { Product } from '../../shopper';
import { Customer, type Market } from '../customer';
import type { Edit } from '../plan';

/** Puts products up, and changes prices and stock while sales run; remembers what the stock must come from. */
export class Seller {
  /** What each product was put up with, and the pieces added since. */
  readonly stock = new Map<string, number>();
  #edits = 0;

  private constructor(private readonly customer: Customer) {}

  static async signUp(market: Market): Promise<Seller> {
    return new Seller(await Customer.signUp(market));
  }

  /** Edits that were made. */
  get edits(): number {
    return this.#edits;
  }

  async putsUp(title: string, quantity: number, price = 10): Promise<Product> {
    const product = await this.customer.sells({ title, price, quantity });
    this.stock.set(product.id, quantity);
    return product;
  }

  /**
   * Makes an edit, however often sales come in between. Only the edit of the version that was read can succeed,
   * so it is made at most once; its price, which no other edit sets, tells whether one with a lost answer was.
   */
  async makes(productId: string, { price, moreStock }: Edit): Promise<void> {
    const before = this.stock.get(productId) ?? 0;
    // Until the outcome is known nothing can be said of this product's stock.
    this.stock.delete(productId);
    const isMade = await this.#tries(productId, price, moreStock);
    this.stock.set(productId, isMade ? before + moreStock : before);
    if (isMade) this.#edits += 1;
  }

  async #tries(productId: string, price: number, moreStock: number): Promise<boolean> {
    const deadline = performance.now() + this.customer.market.patienceMs;
    for (;;) {
      const product = await this.customer.product(productId);
      if (product.price === price) return true;
      if (performance.now() > deadline) return false;
      if (await this.customer.edits(product, { price, quantity: product.quantity + moreStock })) return true;
    }
  }
}
