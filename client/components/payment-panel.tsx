import { Elements } from '@stripe/react-stripe-js';
import type { Stripe } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';
import type { StripeSettings } from '../api/shop-request';
import type { Order } from '../api/types';
import { loadShopStripe } from '../hooks/load-stripe';
import { usePayment, type PaymentState } from '../hooks/use-payment';
import { StripePaymentForm } from './stripe-payment-form';
import { TestModeBanner } from './test-mode-banner';

interface Props {
  order: Order;
  stripe: StripeSettings;
  state: PaymentState;
  onState: (state: PaymentState) => void;
  /** Asks for the order at once. */
  look: () => Promise<unknown>;
}

/** The card form, and what is known while a payment is under way. */
export function PaymentPanel({ order, stripe, state, onState, look }: Props) {
  const { loaded, failed, again } = useStripeJs(stripe);
  const { pay, error } = usePayment(order.id, state, onState, look);
  return (
    <section className="panel stack" aria-labelledby="pay-title">
      <h2 id="pay-title">Pay for your order</h2>
      <p role="status" className={state === 'open' ? 'visually-hidden' : 'notice'}>
        {state === 'processing' &&
          'Your payment is being processed. This page tells you as soon as the bank has answered; you will not be charged twice.'}
        {state === 'paid' && 'Thank you, your payment went through. Confirming your items…'}
      </p>
      {state === 'open' && (
        <>
          {stripe.sandbox && <TestModeBanner />}
          {failed ? (
            <div className="notice notice-bad" role="alert">
              <p className="notice-title">The card form did not load</p>
              <p>Your order is kept.</p>
              <button type="button" className="button" onClick={again}>
                Try again
              </button>
            </div>
          ) : (
            loaded && (
              <Elements stripe={loaded}>
                <StripePaymentForm totalCents={order.totalCents} error={error} pay={pay} />
              </Elements>
            )
          )}
          {!failed && !loaded && <div className="skeleton skeleton-card" aria-busy="true" />}
        </>
      )}
    </section>
  );
}

function useStripeJs(settings: StripeSettings) {
  const [loaded, setLoaded] = useState<Stripe | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    loadShopStripe(settings).then(
      (stripe) => isCurrent && setLoaded(stripe),
      () => isCurrent && setFailed(true),
    );
    return () => {
      isCurrent = false;
    };
  }, [settings, attempt]);
  const again = () => {
    setFailed(false);
    setAttempt(attempt + 1);
  };
  return { loaded, failed, again };
}
