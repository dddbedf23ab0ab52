const LOW = 5;

/** How many are left, in words; colour only repeats it. */
function stockText(quantity: number): string {
  if (quantity <= 0) return 'Sold out';
  return quantity <= LOW ? `Only ${quantity} left` : 'In stock';
}

export function StockNote({ quantity }: { quantity: number }) {
  const tone = quantity <= 0 ? 'out' : quantity <= LOW ? 'low' : 'plenty';
  return <span className={`stock stock-${tone}`}>{stockText(quantity)}</span>;
}
