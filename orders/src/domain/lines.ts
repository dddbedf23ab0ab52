/** How many of a product: a line of an order, or of an event about one. */
export interface Line {
  productId: string;
  quantity: number;
}

/** Whether two lists buy the same: as many of each product, in whatever order and however split into lines. */
export function isSamePurchase(some: readonly Line[], others: readonly Line[]): boolean {
  const quantities = merge(some);
  const otherQuantities = merge(others);
  return (
    quantities.size === otherQuantities.size &&
    [...quantities].every(([productId, quantity]) => otherQuantities.get(productId) === quantity)
  );
}

function merge(lines: readonly Line[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  return quantities;
}
