import { useRef } from 'react';
import { count, MAX_LINE_QUANTITY, reasonOfMax } from '../../domain/cart-rules';
import { type CartLine, isCounted, obstacleOf } from '../../domain/cart-line';
import { rescueFocus } from '../../hooks/rescue-focus';
import Link from '../link';
import { Price } from '../price';
import { PriceChange } from './price-change';
import { ProductImage } from '../catalogue/product-image';
import { QuantityStepper } from './quantity-stepper';

interface Props {
  line: CartLine;
  isRemoved: boolean;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
  onUndo: () => void;
}

/** One product in the cart. Once removed, its place offers to bring it back; the focus goes there and returns. */
export function CartLineRow({ line, isRemoved, onQuantity, onRemove, onUndo }: Props) {
  const { product, quantity } = line;
  const undoHadFocus = useRef(false);
  const focusUndo = (button: HTMLButtonElement | null) => {
    if (!button || undoHadFocus.current) return;
    undoHadFocus.current = true;
    button.focus();
  };
  const focusOnReturn = (button: HTMLButtonElement | null) => {
    if (!button || !undoHadFocus.current) return;
    undoHadFocus.current = false;
    rescueFocus(() => button);
  };
  const title = product?.title ?? 'A product';
  if (isRemoved) {
    return (
      <li className="line line-removed">
        <p role="status">
          Removed <bdi>{title}</bdi>.
        </p>
        <button type="button" className="button" onClick={onUndo} ref={focusUndo}>
          Undo<span className="visually-hidden"> removing {title}</span>
        </button>
      </li>
    );
  }

  const obstacle = obstacleOf(line);
  return (
    <li className="line">
      <ProductImage product={product ?? { id: line.productId, title, imageUrl: null }} alt="" />
      <div className="line-main">
        <h2 className="line-title" dir="auto">
          {product?.listed ? <Link href={`/products/${product.id}`}>{product.title}</Link> : title}
        </h2>
        {product && (
          <p className="line-price">
            <Price cents={product.priceCents} /> each
          </p>
        )}
        {product && <PriceChange cents={product.priceCents} wasCents={line.wasCents} />}
        {obstacle && <p className="field-error">{obstacle}</p>}
        <noscript>
          <p>Quantity: {count(quantity)}</p>
        </noscript>
        <div className="line-actions needs-script">
          {product && isCounted(line) && (
            <QuantityStepper
              label="Quantity"
              of={title}
              value={quantity}
              max={Math.min(product.quantity, MAX_LINE_QUANTITY)}
              maxReason={reasonOfMax(product, 0)}
              onChange={onQuantity}
            />
          )}
          <button type="button" className="link-button" onClick={onRemove} ref={focusOnReturn}>
            Remove<span className="visually-hidden"> {title}</span>
          </button>
        </div>
      </div>
      {product && (
        <p className="line-total">
          <span className="visually-hidden">Together </span>
          {isCounted(line) ? <Price cents={product.priceCents * quantity} /> : <span>Not counted</span>}
        </p>
      )}
    </li>
  );
}
