/** A page as shops write it, with Stripe's own packages unchanged. */
import { CardElement, Elements, useElements, useStripe } from '@stripe/react-stripe-js';
import { loadStripe } from '@stripe/stripe-js';
import { createElement as h, type FormEvent, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

const note = (event: string) => {
  document.getElementById('events')!.textContent += `${event} `;
};

const cardOptions = {
  style: {
    base: { fontSize: '18px', color: '#123456', '::placeholder': { color: '#555555' } },
    invalid: { color: '#aa0000' },
  },
};

function Checkout() {
  const stripe = useStripe();
  const elements = useElements();
  const [complaint, complain] = useState('');
  const [result, setResult] = useState('');
  const [shown, show] = useState(true);

  const pay = async (event: FormEvent) => {
    event.preventDefault();
    const card = elements?.getElement(CardElement);
    if (!stripe || !card) return;
    const { token, error } = await stripe.createToken(card, { name: 'Ada Lovelace' });
    setResult(token ? token.id : `refused: ${error?.message}`);
  };

  return h(
    'form',
    { onSubmit: (event: FormEvent) => void pay(event) },
    h('label', { htmlFor: 'card' }, 'Card'),
    shown &&
      h(CardElement, {
        id: 'card',
        options: cardOptions,
        onReady: (element) => note(`ready:${typeof element.focus}`),
        onFocus: () => note('focus'),
        onBlur: () => note('blur'),
        onChange: ({ brand, complete, error }) => {
          complain(error?.message ?? '');
          note(complete ? `complete:${brand}` : 'change');
        },
      }),
    h('p', { role: 'alert' }, complaint),
    h('button', { disabled: !stripe }, 'Pay'),
    h('button', { type: 'button', onClick: () => show(!shown) }, 'Toggle'),
    h('output', null, result),
  );
}

const stripePromise = loadStripe('pk_test_sandbox');
createRoot(document.getElementById('root')!).render(
  h(StrictMode, null, h(Elements, { stripe: stripePromise }, h(Checkout))),
);
