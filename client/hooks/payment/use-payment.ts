import { useEffect, useMemo } from 'react';
import { browserClient } from '../../api/build-client';
import type { Order } from '../../api/types';
import { isPaid } from '../../domain/order-steps';
import { onAttention } from '../on-attention';
import { PaymentSession } from './payment-session';
import { useStore } from '../store';

/**
 * The payment of this order, followed until it is paid. Once the order is cancelled, a new session finds out whether a
 * charge was under way.
 * @param isUncharged the order came cancelled or expired, and nothing was charged
 * @param look asks for the order at once
 */
export function usePayment(order: Order, isUncharged: boolean, look: () => Promise<unknown>) {
  const { id } = order;
  const isCancelled = order.status === 'Cancelled';
  const isFollowed = !isPaid(order) && !isUncharged;
  const session = useMemo(() => {
    const onChanged = () => void look().catch(() => undefined);
    const unpaid = isCancelled ? 'open' : 'expired';
    return new PaymentSession(browserClient, id, onChanged, isCancelled, isUncharged ? unpaid : 'checking');
  }, [id, isCancelled, isUncharged, look]);
  useEffect(() => {
    if (!isFollowed) return;
    session.start();
    const ignore = onAttention((isVisible) => isVisible && session.check());
    return () => {
      ignore();
      session.stop();
    };
  }, [session, isFollowed]);
  return { session, ...useStore(session) };
}
