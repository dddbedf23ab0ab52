import { loadStripe } from '@stripe/stripe-js/pure';
import type { Stripe } from '@stripe/stripe-js';
import type { StripeSettings } from '../../api/shop-request';

let loading: Promise<Stripe | null> | undefined;

/** Stripe.js for this page, loaded once: the sandbox's when the shop has one, else Stripe's own. */
export function loadShopStripe({ key, scriptUrl }: StripeSettings): Promise<Stripe | null> {
  loading ??= (scriptUrl ? loadScript(scriptUrl) : Promise.resolve())
    .then(() => loadStripe(key))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** The loader of @stripe/stripe-js takes a `window.Stripe` that is already there. */
function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('Stripe.js did not load'));
    document.head.append(script);
  });
}
