import { type ComponentProps, type ComponentType, useEffect, useRef, useState } from 'react';
import type { ShortLine } from '../../api/order-stock';
import type { StripeSettings } from '../../api/shop-request';
import type { Order } from '../../api/types';
import type { PaymentPhase, PaymentSession } from '../../hooks/payment/payment-session';
import { rescueFocus } from '../../hooks/rescue-focus';
import { useSlow } from '../../hooks/use-slow';
import { BuyAgain } from '../orders/buy-again';
import { ShortStockWarning } from '../orders/short-stock';
import type { StripePaymentForm } from './stripe-payment-form';
import { TestModeBanner } from './test-mode-banner';

interface Props {
  order: Order;
  stripe: StripeSettings;
  shortLines: ShortLine[];
  payment: { session: PaymentSession; phase: PaymentPhase; error: string };
}

const TITLE_ID = 'pay-title';

const PHASE_WORDS: Partial<Record<PaymentPhase, string>> = {
  processing:
    'Your payment is being processed. This page shows the result as soon as the bank has answered; you will not be charged twice.',
  paid: 'Thank you, your payment went through. Confirming your items…',
  expired:
    'The prices of this order have expired. Nothing was charged. Put its items into your cart again and order them at today’s prices.',
};

/** The card form, and what is known while a payment is under way. */
export function PaymentPanel({ order, stripe, shortLines, payment }: Props) {
  const { session, phase, error } = payment;
  const words = PHASE_WORDS[phase];
  const progress = useRef<HTMLParagraphElement>(null);
  const shown = useRef(words);
  useEffect(() => {
    if (words && words !== shown.current) rescueFocus(() => progress.current);
    shown.current = words;
  }, [words]);
  return (
    <section className="panel stack order-pay" aria-labelledby={TITLE_ID}>
      <h2 id={TITLE_ID} tabIndex={-1}>
        {phase === 'expired' ? 'This order has expired' : 'Pay for your order'}
      </h2>
      {phase !== 'expired' && (
        <noscript>
          <p className="notice notice-bad">
            Paying needs scripts: your card number goes to Stripe and never to us. Turn scripts on for this
            site and reload the page, to pay or to cancel. Your order is kept.
          </p>
        </noscript>
      )}
      <p role="status" ref={progress} tabIndex={-1} className={words ? 'notice' : 'visually-hidden'}>
        {words}
      </p>
      <ShortStockWarning lines={words ? [] : shortLines} />
      {phase === 'expired' && <BuyAgain order={order} />}
      {!words && <CardForm {...{ order, stripe, session, phase, error }} />}
    </section>
  );
}

function CardForm({
  order,
  stripe,
  session,
  phase,
  error,
}: Pick<Props, 'order' | 'stripe'> & Props['payment']) {
  const { loaded: LoadedForm, failed, again } = useStripeForm(stripe);
  const isSlow = useSlow(!LoadedForm && !failed);
  const tryAgain = () => {
    again();
    rescueFocus(() => document.getElementById(TITLE_ID));
  };
  if (failed) {
    return (
      <div className="notice notice-bad" role="alert">
        <p className="notice-title">The card form did not load</p>
        <p>Your order is kept.</p>
        <button type="button" className="button" onClick={tryAgain}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <>
      {stripe.sandbox && <TestModeBanner />}
      {LoadedForm && phase !== 'checking' ? (
        <LoadedForm totalCents={order.totalCents} error={error} phase={phase} session={session} />
      ) : (
        <div className="skeleton skeleton-card" aria-busy="true" />
      )}
      <p role="status" className={isSlow ? 'hint' : 'visually-hidden'}>
        {isSlow && 'The card form takes longer than usual. Your order is kept.'}
      </p>
    </>
  );
}

type LoadedForm = ComponentType<ComponentProps<typeof StripePaymentForm>>;

/** Stripe's libraries are no part of the first load: most visits of an order pay nothing. */
function useStripeForm(settings: StripeSettings) {
  const [loaded, setLoaded] = useState<LoadedForm | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const loading = import('./stripe-elements').then(({ loadStripeForm }) => loadStripeForm(settings));
    loading.then(
      (form) => isCurrent && setLoaded(() => form),
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
