import { type FormEvent, useRef, useState } from 'react';
import type { FormAddition } from '../../api/server-props/add-form';
import {
  type Addition,
  additionText,
  MAX_LINE_QUANTITY,
  quantityIn,
  reasonOfMax,
} from '../../domain/cart-rules';
import type { Product } from '../../api/types';
import { seenPrices } from '../../hooks/cart/seen-prices';
import { useCart } from '../../hooks/cart/use-cart';
import Link from '../link';
import { MiniCart } from './mini-cart';
import { focusInvalidQuantity, QuantityStepper } from './quantity-stepper';
import { TAKES_FOCUS } from '../takes-focus';

interface Props {
  product: Product;
  /** What the form came to when the browser sent it before this page's script ran. */
  sent: FormAddition | null;
}

const ONE = { quantity: 1, asked: 1 };

/** Quantity and button; the answer is a status beside the button, and focus stays where it is. */
export function AddToCart({ product, sent }: Props) {
  const { items, add, refusal } = useCart();
  const [{ quantity, asked }, setWanted] = useState(ONE);
  const [outcome, setOutcome] = useState<Addition | { refusal: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  if (product.quantity <= 0) {
    return (
      <p className="notice notice-warn">Sold out for now. Once the seller has more, you can order it here.</p>
    );
  }

  const held = quantityIn(items ?? [], product.id);
  const status = outcome ?? additionOf(sent, held);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (running.current || focusInvalidQuantity(event.currentTarget)) return;
    running.current = true;
    setBusy(true);
    // What was asked for, so that the answer says why fewer were added.
    const addition = await add(product, asked);
    if (addition?.added) seenPrices.remember(product.id, product.priceCents);
    setOutcome(addition ?? { refusal: refusal() });
    if (addition) setWanted(ONE);
    running.current = false;
    setBusy(false);
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="add-to-cart">
      <div className="button-row">
        <QuantityStepper
          label="Quantity"
          of={product.title}
          value={quantity}
          max={Math.max(1, Math.min(product.quantity, MAX_LINE_QUANTITY) - held)}
          maxReason={reasonOfMax(product, held)}
          onChange={(value, wanted) => setWanted({ quantity: value, asked: wanted })}
        />
        <button type="submit" className="button button-main" aria-disabled={busy || undefined}>
          Add to cart
        </button>
      </div>
      <p role="status" className="add-status" {...(sent && status && TAKES_FOCUS)}>
        {status && (
          <>
            <span>{'refusal' in status ? status.refusal : additionText(status)}</span>{' '}
            <Link href="/cart">View cart</Link>
          </>
        )}
      </p>
      {outcome && (
        <MiniCart className="link-button">
          Quick look<span className="visually-hidden"> at what you have chosen</span>
        </MiniCart>
      )}
    </form>
  );
}

/** What the form came to; null for the address of another visitor or time, whose pieces the cart does not hold. */
function additionOf(sent: FormAddition | null, held: number): Addition | null {
  if (!sent) return null;
  const isHeld = held > 0 && held >= sent.added;
  return isHeld || sent.limit === 'lines' ? { ...sent, held } : null;
}
