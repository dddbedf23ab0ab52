import { useRef, useState } from 'react';
import { ApiError } from '../api/api-error';
import { browserClient } from '../api/build-client';
import { cancelOrder } from '../api/orders';
import type { Order } from '../api/types';
import { useToasts } from '../hooks/use-toasts';

/** Asks once, by name, before it cancels. */
export function CancelOrder({ order, onCancelled }: { order: Order; onCancelled: () => Promise<unknown> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const running = useRef(false);
  const [error, setError] = useState('');
  const { show } = useToasts();

  const cancel = async () => {
    if (running.current) return;
    running.current = true;
    setError('');
    try {
      await cancelOrder(browserClient, order.id);
      dialog.current?.close();
      show('Your order is cancelled.');
      await onCancelled().catch(() => undefined);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.message);
      await onCancelled().catch(() => undefined);
    } finally {
      running.current = false;
    }
  };

  return (
    <div>
      <button type="button" className="button button-danger" onClick={() => dialog.current?.showModal()}>
        Cancel order
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="cancel-title">
        <h2 id="cancel-title">Cancel this order?</h2>
        <p>
          {order.items.map((item) => `${item.quantity} × ${item.title}`).join(', ')}. This can not be undone,
          but you can order again.
        </p>
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
