import { ApiError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import {
  addCartItem,
  type CartState,
  removeCartItem,
  setCartItem,
  showCart,
  type UnansweredAdditions,
} from '../../api/cart';
import { type Addition, withQuantity } from '../../domain/cart-rules';
import type { CartItem, Product } from '../../api/types';
import { Store } from '../store';

/** Counts the questions of this page, so that answers can be put in order. */
let clock = 0;

/**
 * The signed-in visitor's cart in this tab. Writes are sent one after the other and shown at once.
 * Its value is what to show: the lines with the changes under way, null while not known.
 * Each answer counts from the moment it was asked for, so an older answer never replaces a newer one.
 */
export class ServerCart extends Store<CartItem[] | null> {
  private readonly wishes = new Map<string, { quantity: number }>();
  private readonly unanswered: UnansweredAdditions = new Map();
  private queue: Promise<unknown> = Promise.resolve();
  private newest = 0;
  private refusals = 0;
  private lastRefusal = '';

  /**
   * @param known the lines that the page came with
   * @param onRefused called with a sentence when a change was taken back
   * @param onWritten called when a change was carried out: what was said of earlier ones is out of date
   */
  constructor(
    private known: CartItem[] | null,
    private readonly onRefused: (text: string) => void,
    private readonly onWritten: () => void = () => undefined,
  ) {
    super(known);
  }

  /** The moment at which an answer is asked for; goes to `take` with the answer. */
  ask(): number {
    clock += 1;
    return clock;
  }

  /** Takes an answer over, unless something was learned of the cart since it was asked for. */
  take(items: CartItem[] | null, asked: number): void {
    if (items === null || asked < this.newest) return;
    this.newest = asked;
    this.known = items;
    this.show();
  }

  /** Reads the cart again, for changes made elsewhere. An unanswered read changes nothing. */
  readonly refresh = async (): Promise<void> => {
    const asked = this.ask();
    await showCart(browserClient).then(
      ({ items }) => this.take(items, asked),
      () => undefined,
    );
  };

  /** Sets a line, 0 removes it; false when the shop refused. Of several for one product the last is sent. */
  readonly setQuantity = (productId: string, quantity: number): Promise<boolean> => {
    const wish = { quantity };
    const isLatest = () => this.wishes.get(productId) === wish;
    this.wishes.set(productId, wish);
    this.unanswered.delete(productId);
    this.show();
    return this.write(async () => {
      if (!isLatest()) return null;
      return quantity > 0
        ? setCartItem(browserClient, { productId, quantity })
        : removeCartItem(browserClient, productId);
    }).finally(() => {
      if (!isLatest()) return;
      this.wishes.delete(productId);
      this.show();
    });
  };

  /**
   * Adds to what the cart holds by then, in whatever tab or device it changes; null when the shop refused or did not
   * answer. The same again after a lost answer adds once.
   */
  readonly add = async (product: Product, wanted: number): Promise<Addition | null> => {
    let addition: Addition | null = null;
    await this.write(async () => {
      const result = await addCartItem(browserClient, product, wanted, this.unanswered);
      addition = result.addition;
      return result.cart;
    });
    return addition;
  };

  /** Runs a change of the cart after those before it and takes over the state it ends in; null for none. */
  write(change: () => Promise<CartState | null>): Promise<boolean> {
    const written = this.queue.then(async () => {
      try {
        const cart = await change();
        if (cart) this.take(cart.items, this.ask());
        this.onWritten();
        return true;
      } catch (error) {
        this.refuse(error);
        return false;
      }
    });
    this.queue = written;
    return written;
  }

  /** Waits until no change is under way. The lines by then; null when one of the changes was refused. */
  readonly settled = async (): Promise<CartItem[] | null> => {
    const before = this.refusals;
    let awaited: Promise<unknown>;
    do {
      awaited = this.queue;
      await awaited;
    } while (awaited !== this.queue);
    return this.refusals === before ? this.snapshot() : null;
  };

  /** Why the last refused change was refused. */
  readonly refusal = (): string => this.lastRefusal;

  private refuse(error: unknown): void {
    this.refusals += 1;
    const reason = error instanceof Error ? ` ${error.message}` : '';
    // Without an answer nobody knows whether the change was carried out.
    const isUnknown = error instanceof ApiError && error.isUnanswered;
    this.lastRefusal = `${isUnknown ? 'Your cart may not have changed.' : 'Your cart was not changed.'}${reason}`;
    this.onRefused(this.lastRefusal);
    if (isUnknown) void this.refresh();
  }

  private show(): void {
    const wishes = [...this.wishes];
    this.set(
      this.known && wishes.reduce((list, [id, { quantity }]) => withQuantity(list, id, quantity), this.known),
    );
  }
}
