import { useEffect, useState } from 'react';
import { ApiError } from '../api/api-error';
import { browserClient } from '../api/build-client';
import { payOrder } from '../api/payments';
import { tabStore } from './browser-storage';

/** `processing` and `paid` hide the card form until the order itself tells the truth. */
export type PaymentState = 'open' | 'processing' | 'paid';

/** After this long without news the card form comes back; the shop refuses to charge twice. */
const PATIENCE_MS = 90_000;

/**
 * Sends the card's token for this order. That a payment is under way is remembered in this tab,
 * so that a reload in its middle does not show an idle form.
 */
export function usePayment(
  orderId: string,
  state: PaymentState,
  onState: (state: PaymentState) => void,
  look: () => Promise<unknown>,
) {
  const [error, setError] = useState('');
  const key = `payment:${orderId}`;

  useEffect(() => {
    const since = Number(tabStore.read(key) ?? 0);
    if (Date.now() - since < PATIENCE_MS) onState('processing');
  }, [key, onState]);

  useEffect(() => {
    if (state !== 'processing') return;
    const timer = setTimeout(() => {
      tabStore.remove(key);
      setError(
        'The bank has still not answered. You can try again: if the first payment went through, you are not charged a second time.',
      );
      onState('open');
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state, key, onState]);

  /** Resolves when there is an answer; a refusal stands in `error` and the order stays payable. */
  const pay = async (token: string): Promise<void> => {
    setError('');
    // Before the request leaves: a reload in its middle must not show an idle form either.
    tabStore.write(key, String(Date.now()));
    try {
      const outcome = await payOrder(browserClient, orderId, token);
      if (outcome.kind !== 'processing') tabStore.remove(key);
      if (outcome.kind === 'declined') {
        setError(`${sentence(outcome.message)} Nothing was charged. Try another card.`);
      } else {
        onState(outcome.kind);
      }
    } catch (failure) {
      tabStore.remove(key);
      if (!(failure instanceof ApiError)) throw failure;
      setError(`${sentence(failure.message)} Nothing was charged.`);
    }
    await look().catch(() => undefined);
  };

  return { pay, error };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
