import { type ApiClient, clientForExtras } from '../build-client';
import { boughtAgainAddress } from './bought-again';
import { changeCartItem, showCart } from '../cart';
import { loadProductsOf, type ProductsById } from '../cart-lines';
import { quantityIn, quantityToMerge } from '../../domain/cart-rules';
import { readFormPost } from './form-post';
import { isExpired } from '../../domain/order-age';
import { listOrders, showOrder } from '../orders';
import { type PageSpot, readSpot } from './page-trail';
import { isWithoutCharge, showPaymentStatus } from '../payments';
import type { Unpaid } from '../../domain/order-steps';
import { shopPage } from './server-props';
import type { ShopRequest } from '../shop-request';
import type { Order, Page } from '../types';

export interface OrdersProps {
  page: Page<Order>;
  /** What the payments service knows of each order that is not paid, by the order's id. */
  unpaid: Record<string, Unpaid>;
  /** The first product of each order, for its picture; without those that are gone. */
  products: ProductsById;
  spot: PageSpot;
}

const PAGE_SIZE = '20';
/** The list does not wait longer: the order's own page shows the truth. */
const PAYMENT_TIMEOUT_MS = 1_000;

/** getServerSideProps of the list of orders: shows them, and takes the form that buys one again. */
export const ordersPage = shopPage<OrdersProps>(
  async ({ client, shop, context: { req, query } }) => {
    const form = await readFormPost(req);
    if (form) {
      const destination = await buyAgain(client, form.get('again') ?? '');
      return { redirect: { destination, statusCode: 303 } };
    }
    const spot = readSpot(query);
    const params = new URLSearchParams({ limit: PAGE_SIZE, ...(spot.cursor && { cursor: spot.cursor }) });
    const page = await listOrders(client, params);
    const first = page.items.flatMap(({ items }) => items.slice(0, 1));
    const open = page.items.filter(({ status, paid }) => status === 'Created' && !paid);
    const [products, unpaid] = await Promise.all([
      // Only the pictures depend on the products service.
      loadProductsOf(clientForExtras(client), first).catch(() => ({})),
      Promise.all(open.map(async (order) => [order.id, await unpaidState(client, order, shop)] as const)),
    ]);
    return { props: { page, unpaid: Object.fromEntries(unpaid), products, spot } };
  },
  { signedIn: true },
);

/** Whether the order waits for its payment, is being paid, or is too old. It waits while nobody knows. */
async function unpaidState(client: ApiClient, order: Order, shop: ShopRequest): Promise<Unpaid> {
  const payment = await showPaymentStatus(client, order.id, PAYMENT_TIMEOUT_MS).catch(() => null);
  if (payment === null) return 'waiting';
  if (!isWithoutCharge(payment)) return 'paying';
  return isExpired(order, shop) ? 'expired' : 'waiting';
}

/**
 * Brings the order's products into the cart, as far as stock and limits allow. The larger of the ordered quantity and
 * the cart's wins, so sending the form twice ends in the same cart. Returns where to go next.
 */
async function buyAgain(client: ApiClient, orderId: string): Promise<string> {
  const { items } = await showOrder(client, orderId);
  const products = await loadProductsOf(client, items);
  let cart = await showCart(client);
  const bought = { added: 0, short: 0, missed: 0 };
  for (const { productId, quantity } of items) {
    const product = products[productId];
    const stock = product?.listed ? product.quantity : 0;
    const line = { productId, quantity: Math.min(quantity, stock) };
    cart = await changeCartItem(client, productId, (held) => quantityToMerge(line, held), cart);
    const held = Math.min(quantityIn(cart.items, productId), stock);
    if (held === 0) {
      bought.missed += 1;
    } else {
      bought.added += 1;
      bought.short += Math.max(0, quantity - held);
    }
  }
  return boughtAgainAddress(bought);
}
