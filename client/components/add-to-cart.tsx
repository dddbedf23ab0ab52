import Link from 'next/link';
import { type FormEvent, useRef, useState } from 'react';
import type { Product } from '../api/types';
import { useCart } from '../hooks/use-cart';
import { QuantityStepper } from './quantity-stepper';

/** Quantity and button; the answer is a status beside the button, and focus stays where it is. */
export function AddToCart({ product }: { product: Product }) {
  const { items, setQuantity } = useCart();
  const [wanted, setWanted] = useState(1);
  const [status, setStatus] = useState('');
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  const held = items?.find((item) => item.productId === product.id)?.quantity ?? 0;
  const room = product.quantity - held;

  if (product.quantity <= 0) {
    return <p className="notice">Sold out for now. Once the seller has more, you can order it here.</p>;
  }

  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (running.current) return;
    if (room <= 0) return setStatus(allHeld(held));
    running.current = true;
    setBusy(true);
    const quantity = held + Math.min(wanted, room);
    const isAdded = await setQuantity(product.id, quantity);
    setStatus(isAdded ? `Added. You have ${quantity} in your cart.` : 'That did not work. Try again.');
    setWanted(1);
    running.current = false;
    setBusy(false);
  };

  return (
    <form method="post" onSubmit={(event) => void add(event)} className="add-to-cart">
      <div className="button-row">
        <QuantityStepper
          label="Quantity"
          of={product.title}
          value={wanted}
          max={Math.max(1, room)}
          maxReason={`Only ${product.quantity} in stock${held > 0 ? `, ${held} of them in your cart` : ''}`}
          onChange={setWanted}
        />
        <button type="submit" className="button button-main" aria-disabled={busy || undefined}>
          Add to cart
        </button>
      </div>
      <p role="status" className="add-status">
        {status && (
          <>
            {status} <Link href="/cart">View cart</Link>
          </>
        )}
      </p>
    </form>
  );
}

function allHeld(held: number): string {
  return held === 1 ? 'The last one is already in your cart.' : `All ${held} are already in your cart.`;
}
