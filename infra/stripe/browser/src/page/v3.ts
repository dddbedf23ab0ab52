/**
 * Stripe.js for the sandbox: defines `window.Stripe` before the page's code runs. The card is typed into a frame
 * (card.html) whose inputs the page's part never reads.
 */
import type { TokenResult } from '../messages';
import { CardElement } from './card-element';
import { elements } from './elements';
import { IntegrationError } from './integration-error';

/** The release of Stripe.js that the pinned @stripe/stripe-js expects. */
const RELEASE = 'endive';

const notImitated = (what: string) => () =>
  Promise.resolve({
    error: { type: 'invalid_request_error', message: `The sandbox does not imitate ${what}.` },
  });

function checkKey(key: unknown): string {
  if (typeof key !== 'string' || key === '') {
    throw new IntegrationError('Please call Stripe() with your publishable key. You used an empty string.');
  }
  if (key.startsWith('sk_')) {
    throw new IntegrationError(
      'You should not use your secret key with Stripe.js. Please pass a publishable key.',
    );
  }
  return key;
}

function Stripe(key: unknown) {
  const publishableKey = checkKey(key);
  return {
    elements,
    createToken(element: unknown, data: Record<string, string> = {}): Promise<TokenResult> {
      if (element instanceof CardElement) return element.tokenize(publishableKey, data);
      return Promise.reject(new IntegrationError('The sandbox makes tokens of card Elements only.'));
    },
    createPaymentMethod: notImitated('payment methods'),
    confirmCardPayment: notImitated('payment intents'),
    confirmPayment: notImitated('payment intents'),
    handleNextAction: notImitated('payment intents'),
    retrievePaymentIntent: notImitated('payment intents'),
    createSource: notImitated('sources'),
    /** Stripe counts its wrappers by these; the sandbox counts nothing. */
    _registerWrapper: () => undefined,
    registerAppInfo: () => undefined,
  };
}

Object.assign(window, { Stripe: Object.assign(Stripe, { version: RELEASE }) });
