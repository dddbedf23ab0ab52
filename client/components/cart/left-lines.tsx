import { useRef } from 'react';
import { count } from '../../domain/cart-rules';
import type { CartItem } from '../../api/types';
import { guestCart } from '../../hooks/cart/guest-cart';
import { rescueFocus } from '../../hooks/rescue-focus';
import { useCart } from '../../hooks/cart/use-cart';
import { type CartLine, obstacleOfLeft } from '../../domain/cart-line';
import Link from '../link';

const TITLE_ID = 'left-title';

/** What did not fit into the account's cart at sign-in, each line with the reason and what can be done. */
export function LeftLines({ left, items }: { left: CartLine[]; items: CartItem[] }) {
  if (left.length === 0) return null;
  return (
    <section className="notice stack left-lines" aria-labelledby={TITLE_ID}>
      <h2 id={TITLE_ID} tabIndex={-1}>
        Not in your cart yet
      </h2>
      <p>You chose these before you signed in. They did not fit into your cart.</p>
      <ul className="receipt">
        {left.map((line) => (
          <LeftLine key={line.productId} line={line} items={items} />
        ))}
      </ul>
    </section>
  );
}

/** When a line, or the button in it, has gone with the focus, it goes to the heading; without a list, to the page. */
const rescueFromLine = () =>
  rescueFocus(() => document.getElementById(TITLE_ID) ?? document.getElementById('main'));

function LeftLine({ line, items }: { line: CartLine; items: CartItem[] }) {
  const { add } = useCart();
  const running = useRef(false);
  const { product, productId, quantity } = line;
  const title = product?.title ?? 'A product';
  const reason = obstacleOfLeft(line, items);

  const addNow = async () => {
    if (!product || running.current) return;
    running.current = true;
    const addition = await add(product, quantity);
    if (addition) guestCart.settle(line, quantity - addition.added);
    running.current = false;
    rescueFromLine();
  };
  const remove = () => {
    guestCart.setQuantity(productId, 0);
    rescueFromLine();
  };

  return (
    <li>
      <span>
        {count(quantity)} ×{' '}
        <bdi>{product?.listed ? <Link href={`/products/${productId}`}>{title}</Link> : title}</bdi>
        {reason && <span className="field-error"> {reason}</span>}
      </span>
      <span className="button-row">
        {!reason && (
          <button type="button" className="link-button" onClick={() => void addNow()}>
            Add to cart<span className="visually-hidden"> {title}</span>
          </button>
        )}
        <button type="button" className="link-button" onClick={remove}>
          Remove<span className="visually-hidden"> {title}</span>
        </button>
      </span>
    </li>
  );
}
