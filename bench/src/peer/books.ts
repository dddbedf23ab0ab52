/** What the peer's databases and the Stripe stand-in hold. Money in cents. */
export interface Books {
  products: { id: string; start: number; left: number }[];
  orders: { id: string; status: string; items: { productId: string; quantity: number }[] }[];
  /** The successful ones. */
  charges: { orderId: string; amount: number; refunded: number }[];
}

/** What must not be at rest, and how often it is. */
export interface Violations {
  'orders charged more than once': number;
  'orders charged, not Complete, money not back': number;
  'orders Complete without a charge': number;
  'pieces by which stock and Complete orders differ': number;
}

/** Holds orders, stock and charges against each other by the promises that our own auditor checks. */
export function violationsOf({ products, orders, charges }: Books): Violations {
  const complete = orders.filter(({ status }) => status === 'complete');
  const paid = new Map<string, number>();
  for (const { orderId, amount, refunded } of charges)
    if (amount > refunded) paid.set(orderId, (paid.get(orderId) ?? 0) + 1);
  const isComplete = new Set(complete.map(({ id }) => id));
  const sold = new Map<string, number>();
  for (const { productId, quantity } of complete.flatMap(({ items }) => items))
    sold.set(productId, (sold.get(productId) ?? 0) + quantity);
  const count = <T>(list: Iterable<T>, isOne: (entry: T) => boolean) => [...list].filter(isOne).length;
  return {
    'orders charged more than once': count(paid.values(), (times) => times > 1),
    'orders charged, not Complete, money not back': count(paid.keys(), (id) => !isComplete.has(id)),
    'orders Complete without a charge': count(isComplete, (id) => !paid.has(id)),
    'pieces by which stock and Complete orders differ': products.reduce(
      (sum, { id, start, left }) => sum + Math.abs(start - (sold.get(id) ?? 0) - left),
      0,
    ),
  };
}
