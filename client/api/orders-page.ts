import type { ApiClient } from './build-client';
import { addCartItem } from './cart';
import { loadProductsOf, type ProductsById } from './cart-lines';
import { readFormPost } from './form-post';
import { listOrders, showOrder } from './orders';
import { shopPage } from './server-props';
import type { Order, Page } from './types';

export interface OrdersProps {
  page: Page<Order>;
  /** The first product of each order, for its picture; without those that are gone. */
  products: ProductsById;
  isFirstPage: boolean;
}

const PAGE_SIZE = '20';

/** getServerSideProps of the list of orders: shows them, and takes the form that buys one again. */
export const ordersPage = shopPage<OrdersProps>(
  async ({ client, context: { req, query } }) => {
    const form = await readFormPost(req);
    if (form) {
      const destination = await buyAgain(client, form.get('again') ?? '');
      return { redirect: { destination, statusCode: 303 } };
    }
    const cursor = [query.cursor].flat()[0];
    const page = await listOrders(
      client,
      new URLSearchParams({ limit: PAGE_SIZE, ...(cursor && { cursor }) }),
    );
    const first = page.items.flatMap(({ items }) => items.slice(0, 1));
    // Only the pictures depend on the products service.
    const products = await loadProductsOf(client, first).catch(() => ({}));
    return { props: { page, products, isFirstPage: !cursor } };
  },
  { signedIn: true },
);

/** Puts the order's products into the cart, as far as stock and limits allow. Returns where to go next. */
async function buyAgain(client: ApiClient, orderId: string): Promise<string> {
  const { items } = await showOrder(client, orderId);
  const products = await loadProductsOf(client, items);
  let added = 0;
  for (const { productId, quantity } of items) {
    const product = products[productId];
    if (!product?.listed) continue;
    const { addition } = await addCartItem(client, product, quantity);
    if (addition.held > 0) added += 1;
  }
  return `/cart?again=${added}&missed=${items.length - added}`;
}
