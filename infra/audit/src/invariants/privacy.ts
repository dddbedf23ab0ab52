import type { Books } from '../books';
import type { StrangersRequest } from '../outside';
import type { Finding } from './finding';

/** I14: nobody reads, cancels or pays another's order, or sees another's cart. */
export function nobodyReadsOthers({ answers }: Books): Finding[] {
  if (!answers) return [];
  return [
    ...answers.stranger
      .filter((request) => !isRefused(request))
      .map(({ method, path, orderId, status, body }) => ({
        message: `a stranger's ${method} ${path}${path.includes(orderId ?? ' ') || !orderId ? '' : ` of order ${orderId}`} is answered ${status}`,
        proof: { method, path, order: orderId ?? null, status, body },
      })),
    ...answers.strangersOrders
      .filter(({ before, after }) => before !== after)
      .map(({ id, before, after }) => ({
        message: `order ${id} changed while a stranger asked for it: ${before}; then ${after}`,
        proof: { order: id, before, after },
      })),
  ];
}

/** A stranger learns nothing about others' orders; their own cart and list are empty. */
function isRefused({ orderId, path, status, body }: StrangersRequest): boolean {
  if (orderId !== undefined) return status === 404;
  const shown = path === '/api/cart' ? (body as { items?: unknown } | undefined)?.items : body;
  return status === 200 && Array.isArray(shown) && shown.length === 0;
}
