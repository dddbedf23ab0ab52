import { CardElement, useElements, useStripe } from '@stripe/react-stripe-js';
import type { Stripe, StripeCardElement, StripeCardElementOptions } from '@stripe/stripe-js';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import type { PaymentPhase, PaymentSession, TokenResult } from '../../hooks/payment/payment-session';
import { useSlow } from '../../hooks/use-slow';
import { formatCents } from '../../domain/money';
import { SubmitButton } from '../forms/submit-button';

interface Props {
  totalCents: number;
  /** Why the last try failed; the form stays usable. */
  error: string;
  phase: PaymentPhase;
  session: PaymentSession;
}

/** Stripe's card field: the number goes to Stripe, we get a token for it. */
export function StripePaymentForm({ totalCents, error, phase, session }: Props) {
  const stripe = useStripe();
  const elements = useElements();
  const options = useCardOptions();
  const [hasChanged, setChanged] = useState(false);
  const isSlow = useSlow(phase === 'sending');

  const submit = async () => {
    const card = elements?.getElement(CardElement);
    if (!stripe || !card) return;
    setChanged(false);
    await session.pay(() => tokenOf(stripe, card));
  };

  return (
    <form
      method="post"
      className="stack pay-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="field" role="group" aria-labelledby="card-label" aria-describedby="card-error">
        <span id="card-label" className="label">
          Card details
        </span>
        <CardElement className="card-element" options={options} onChange={() => setChanged(true)} />
        <p className="field-error" id="card-error" role="alert">
          {hasChanged ? '' : error}
        </p>
      </div>
      <SubmitButton busy={phase === 'sending'} busyText="Paying…">
        {`Pay ${formatCents(totalCents)}`}
      </SubmitButton>
      <p role="status" className={isSlow ? 'hint' : 'visually-hidden'}>
        {isSlow && 'This takes longer than usual. You can leave this page; your order shows the result.'}
      </p>
    </form>
  );
}

async function tokenOf(stripe: Stripe, card: StripeCardElement): Promise<TokenResult> {
  try {
    const { token, error } = await stripe.createToken(card);
    return token ? { token: token.id } : { refusal: error.message ?? 'This card was not accepted.' };
  } catch {
    return { refusal: 'The card could not be checked. Look at your connection and try again.' };
  }
}

/** Inside Stripe's frame our styles do not apply: it gets the page's colours, light or dark, and its text size. */
function useCardOptions(): StripeCardElementOptions {
  const [look, setLook] = useState({ text: '#1c2321', muted: '#5b6661', bad: '#b3261e', size: '16px' });
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const read = () => {
      const style = getComputedStyle(document.documentElement);
      const colour = (name: string) => style.getPropertyValue(name).trim();
      setLook({
        text: colour('--text'),
        muted: colour('--text-muted'),
        bad: colour('--bad'),
        size: style.fontSize,
      });
    };
    read();
    dark.addEventListener('change', read);
    return () => dark.removeEventListener('change', read);
  }, []);
  return useMemo(
    () => ({
      style: {
        base: {
          color: look.text,
          fontFamily: 'system-ui, sans-serif',
          fontSize: look.size,
          '::placeholder': { color: look.muted },
        },
        invalid: { color: look.bad },
      },
    }),
    [look],
  );
}
