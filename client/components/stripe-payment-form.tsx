import { CardElement, useElements, useStripe } from '@stripe/react-stripe-js';
import type { StripeCardElementOptions } from '@stripe/stripe-js';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { formatCents } from './price';
import { SubmitButton } from './submit-button';

interface Props {
  totalCents: number;
  /** Why the last try failed; the form stays usable. */
  error: string;
  pay: (token: string) => Promise<void>;
}

/** Stripe's card field: the number goes to Stripe, we get a token for it. */
export function StripePaymentForm({ totalCents, error, pay }: Props) {
  const stripe = useStripe();
  const elements = useElements();
  const options = useCardOptions();
  const [cardError, setCardError] = useState('');
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const message = cardError || error;

  const submit = async () => {
    const card = elements?.getElement(CardElement);
    if (!stripe || !card || running.current) return;
    running.current = true;
    setBusy(true);
    setCardError('');
    try {
      const { token, error: refusal } = await stripe.createToken(card);
      if (token) await pay(token.id);
      else setCardError(refusal.message ?? 'This card was not accepted.');
    } catch {
      setCardError('The card could not be checked. Look at your connection and try again.');
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  return (
    <form
      method="post"
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="field" role="group" aria-labelledby="card-label" aria-describedby="card-error">
        <span id="card-label" className="label" onClick={() => elements?.getElement(CardElement)?.focus()}>
          Card details
        </span>
        <CardElement className="card-element" options={options} onChange={() => setCardError('')} />
        <p className="field-error" id="card-error" role="alert">
          {message}
        </p>
      </div>
      <SubmitButton busy={busy} busyText="Paying…">
        {`Pay ${formatCents(totalCents)}`}
      </SubmitButton>
    </form>
  );
}

/** Inside Stripe's frame our styles do not apply: it gets the page's colours, light or dark. */
function useCardOptions(): StripeCardElementOptions {
  const [colours, setColours] = useState({ text: '#1c2321', muted: '#5b6661', bad: '#b3261e' });
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const read = () => {
      const style = getComputedStyle(document.documentElement);
      const colour = (name: string) => style.getPropertyValue(name).trim();
      setColours({ text: colour('--text'), muted: colour('--text-muted'), bad: colour('--bad') });
    };
    read();
    dark.addEventListener('change', read);
    return () => dark.removeEventListener('change', read);
  }, []);
  return useMemo(
    () => ({
      style: {
        base: {
          color: colours.text,
          fontFamily: 'system-ui, sans-serif',
          fontSize: '16px',
          '::placeholder': { color: colours.muted },
        },
        invalid: { color: colours.bad },
      },
    }),
    [colours],
  );
}
