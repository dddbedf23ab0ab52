import type { ShortLine } from '../../api/order-stock';

/** Before paying: what today's stock does not cover. The order stays payable, since a seller may restock. */
export function ShortStockWarning({ lines }: { lines: ShortLine[] }) {
  return (
    <div role="status" className={lines.length > 0 ? undefined : 'visually-hidden'}>
      {lines.length > 0 && (
        <div className="notice notice-warn">
          <p className="notice-title">Not enough left for this order</p>
          <ShortLines lines={lines} />
          <p>
            If you pay now and nothing is added by then, we cancel the order and refund your money in full.
          </p>
        </div>
      )}
    </div>
  );
}

export function ShortLines({ lines }: { lines: ShortLine[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line.productId}>
          <bdi>{line.title}</bdi>
          {shortLineText(line)}
        </li>
      ))}
    </ul>
  );
}

/** What follows the title: what is left now, and what was ordered. */
function shortLineText({ ordered, left }: ShortLine): string {
  return `: ${left === 0 ? 'sold out' : `only ${left} left`}; you ordered ${ordered}.`;
}
