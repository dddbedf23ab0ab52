import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import { cancelOrder } from '../../api/orders';
import type { Order } from '../../api/types';
import { useToasts } from '../../hooks/use-toasts';
import { isPaid } from '../../domain/order-steps';

interface Props {
  order: Order;
  /** Whether cancelling is possible now: not once it is paid, and not while a payment is under way. */
  canCancel: boolean;
  /** Asks for the order at once. */
  look: () => Promise<unknown>;
}

const TOO_LATE = 'Too late to cancel: you have already paid for this order.';
const UNDER_WAY = 'Not cancelled: a payment was already under way.';

/** Asks once, by name, before it cancels. Stays on the page afterwards to say so when it was too late. */
export function CancelOrder({ order, canCancel, look }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { cancel, error, notice } = useCancelOrder(order, canCancel, look, dialog);
  return (
    <div className="order-cancel">
      <p role="status" className={notice && !canCancel ? 'notice notice-warn' : 'visually-hidden'}>
        {!canCancel && notice}
      </p>
      {canCancel && (
        <button
          type="button"
          className="button button-danger needs-script"
          onClick={() => dialog.current?.showModal()}
        >
          Cancel order
        </button>
      )}
      <dialog ref={dialog} className="dialog" aria-labelledby="cancel-title">
        <h2 id="cancel-title">Cancel this order?</h2>
        <ul>
          {order.items.map(({ productId, quantity, title }) => (
            <li key={productId}>
              {quantity} × <bdi>{title}</bdi>
            </li>
          ))}
        </ul>
        <p>This cannot be undone, but you can order again.</p>
        <p className="field-error" role="alert">
          {error}
        </p>
        <span className="button-row">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Keep order
          </button>
          <button type="button" className="button button-danger" onClick={() => void cancel()}>
            Yes, cancel it
          </button>
        </span>
      </dialog>
    </div>
  );
}

function useCancelOrder(
  order: Order,
  canCancel: boolean,
  look: () => Promise<unknown>,
  dialog: { current: HTMLDialogElement | null },
) {
  const [error, setError] = useState('');
  const [notice, setNotice] = useState('');
  const running = useRef(false);
  const { show } = useToasts();

  const giveUp = useCallback(
    (reason: string) => {
      dialog.current?.close();
      setNotice(reason);
    },
    [dialog],
  );

  // Paid or cancelled in another tab while the question was open.
  useEffect(() => {
    if (canCancel || !dialog.current?.open || running.current) return;
    if (order.status === 'Cancelled') giveUp('');
    else giveUp(isPaid(order) ? TOO_LATE : UNDER_WAY);
  }, [canCancel, dialog, order, giveUp]);

  const cancel = async () => {
    if (running.current) return;
    running.current = true;
    setError('');
    try {
      await cancelOrder(browserClient, order.id);
      show('Your order is cancelled.');
      dialog.current?.close();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.status !== 400) return setError(failure.message);
      giveUp(TOO_LATE);
    } finally {
      await look().catch(() => undefined);
      running.current = false;
    }
  };
  return { cancel, error, notice };
}
