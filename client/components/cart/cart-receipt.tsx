import type { ReactNode } from 'react';
import { count } from '../../domain/cart-rules';
import { type CartLine, isCounted, obstacleOf, totalCentsOf } from '../../domain/cart-line';
import { Price } from '../price';

interface Props {
  lines: CartLine[];
  /** What is said of a line behind its title. */
  note?: (line: CartLine) => ReactNode;
}

/** The lines of the cart at today's prices, what stands in the way of each, and the total. */
export function CartReceipt({ lines, note }: Props) {
  return (
    <ul className="receipt">
      {lines.map((line) => (
        <li key={line.productId}>
          <span>
            {count(line.quantity)} × <bdi>{line.product?.title ?? 'A product'}</bdi>
            {note?.(line)}
            {obstacleOf(line) && <strong className="field-error"> {obstacleOf(line)}</strong>}
          </span>
          {line.product && isCounted(line) && <Price cents={line.product.priceCents * line.quantity} />}
        </li>
      ))}
      <li className="receipt-total">
        <span>Total</span>
        <Price cents={totalCentsOf(lines)} />
      </li>
    </ul>
  );
}
