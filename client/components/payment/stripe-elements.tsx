import { Elements } from '@stripe/react-stripe-js';
import type { ComponentProps } from 'react';
import type { StripeSettings } from '../../api/shop-request';
import { loadShopStripe } from '../../hooks/payment/load-stripe';
import { StripePaymentForm } from './stripe-payment-form';

/** The card form, inside what Stripe's fields need around them. Rejects when Stripe.js cannot be loaded. */
export async function loadStripeForm(settings: StripeSettings) {
  const stripe = await loadShopStripe(settings);
  return function StripeForm(props: ComponentProps<typeof StripePaymentForm>) {
    return (
      <Elements stripe={stripe}>
        <StripePaymentForm {...props} />
      </Elements>
    );
  };
}
