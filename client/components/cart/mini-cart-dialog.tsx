import { useRouter } from 'next/router';
import { useEffect, useId, useRef } from 'react';
import { useCartLines } from '../../hooks/cart/use-cart-lines';
import { CartReceipt } from './cart-receipt';
import Link from '../link';

/** What is in the cart, short, over the page. Opens as soon as it is there, and closes when the visitor moves on. */
export function MiniCartDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { events } = useRouter();
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    const close = () => dialog.current?.close();
    events.on('routeChangeStart', close);
    return () => events.off('routeChangeStart', close);
  }, [events]);

  return (
    <dialog ref={dialog} className="dialog mini-cart" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>What you have chosen</h2>
      <Contents />
      <button type="button" className="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}

function Contents() {
  const { lines, isUnavailable } = useCartLines({});
  if (lines === null && isUnavailable) return <p>Your cart is safe, but we can’t show it right now.</p>;
  if (lines === null) return <p aria-busy="true">Loading your cart…</p>;
  if (lines.length === 0) return <p>Nothing in here yet.</p>;
  return (
    <>
      <CartReceipt lines={lines} />
      <Link href="/cart" className="button button-main">
        Go to your cart
      </Link>
    </>
  );
}
