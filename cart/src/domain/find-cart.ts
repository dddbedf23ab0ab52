import { readOne } from '@datnxecommerce/common';
import { Cart, type CartLine } from '../models/cart';

/** The lines of a shopper's cart; reading it creates none. */
export async function findCart(userId: string): Promise<CartLine[]> {
  return (await readOne<Cart>(Cart, { userId }, { userId: 1, items: 1 }))?.items ?? [];
}
