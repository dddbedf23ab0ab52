/** A page without React and with the three fields apart. */
import type { StripeConstructor } from '@stripe/stripe-js';

const { Stripe } = window as unknown as { Stripe: StripeConstructor };
const stripe = Stripe('pk_test_sandbox');
const elements = stripe.elements();
const number = elements.create('cardNumber');
number.mount('#number');
elements.create('cardExpiry').mount('#expiry');
elements.create('cardCvc').mount('#cvc');

const output = document.querySelector('output')!;
document.querySelector('button')!.addEventListener('click', () => {
  void stripe.createToken(number).then(({ token, error }) => {
    output.textContent = token ? token.id : `refused: ${error?.message}`;
  });
});
number.once('ready', () => number.focus());
