import { Cart, type CartLine } from '../models/cart';

/** The lines of a shopper's cart; reading it creates none. */
export async function findCart(userId: string): Promise<CartLine[]> {
  return (await Cart.findOne({ userId }).lean())?.items ?? [];
}
