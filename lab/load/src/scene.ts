import type { Item, Product } from '@ecommerce/e2e/shopper';
import type { Barrier } from './barrier';
import type { Customer, Market } from './customer';
import type { OrderWatch } from './order-watch';
import type { PlanSize, WantedLine } from './plan';
import type { Seller } from './personas/seller';

/** Where all errands of a run take place. */
export interface Scene {
  size: PlanSize;
  market: Market;
  seller: Seller;
  /** Products of which there are enough. */
  plenty: Product[];
  /** Products that a crowd fights for, and its crowd. */
  scarce: { product: Product; crowd: Barrier }[];
  watch: OrderWatch;
}

/** One of the shoppers, who does one errand after the other. */
export interface Actor {
  customer: Customer;
  /** Products whose one piece must be in the cart once the shop is quiescent, the oldest first. */
  kept: string[];
  /** Whether `kept` is all there is to say: not after an errand that was broken off. */
  isCartCertain: boolean;
  scene: Scene;
}

/** A shopper leaves the page of an order that takes longer than this, in milliseconds; the order is followed on. */
export const PAGE_OPEN_MS = 3_000;

/** The lines of a plan as the shop wants them. */
export function itemsOf({ plenty }: Scene, lines: WantedLine[]): Item[] {
  return lines.map(({ product, quantity }) => ({ productId: idOf(plenty[product]), quantity }));
}

function idOf(product: Product | undefined): string {
  if (!product) throw new Error('the plan wants a product that is not there');
  return product.id;
}
