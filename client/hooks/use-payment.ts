import { useEffect, useState } from 'react';
import { browserClient } from '../api/build-client';
import { onAttention } from './on-attention';
import { PaymentSession } from './payment-session';
import { useStore } from './store';

/**
 * The payment of this order, followed while `isPayable`.
 * @param look asks for the order at once
 */
export function usePayment(orderId: string, isPayable: boolean, look: () => Promise<unknown>) {
  const [session] = useState(
    () => new PaymentSession(browserClient, orderId, () => void look().catch(() => undefined)),
  );
  useEffect(() => {
    if (!isPayable) return;
    session.start();
    const ignore = onAttention((isVisible) => isVisible && session.check());
    return () => {
      ignore();
      session.stop();
    };
  }, [session, isPayable]);
  return { session, ...useStore(session) };
}
