/** A quantity of a product: a line of an order, or of an event about one. */
export interface Line {
  productId: string;
  quantity: number;
}

/** Whether two lists buy the same quantities, in whatever order and however split into lines. */
export function isSamePurchase(some: readonly Line[], others: readonly Line[]): boolean {
  const quantities = quantitiesOf(some);
  const otherQuantities = quantitiesOf(others);
  return (
    quantities.size === otherQuantities.size &&
    [...quantities].every(([productId, quantity]) => otherQuantities.get(productId) === quantity)
  );
}

/** The quantity of each product, whatever the order of the lines. */
export function quantitiesOf(lines: readonly Line[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  return quantities;
}
