import type { ErrorBody } from '../api-error';

/** Why a charge is declined, in Stripe's words. */
export interface Decline {
  code: string;
  /** The issuer's reason; only with the code `card_declined` and `authentication_required`. */
  declineCode?: string;
  message: string;
  param?: string;
  /** Stopped by Stripe itself instead of the card's issuer. */
  blocked?: true;
}

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});

/** Every decline that the sandbox knows, by the name that faults and the table of test cards use. */
export const DECLINES = {
  generic_decline: declined('generic_decline'),
  insufficient_funds: declined('insufficient_funds', 'Your card has insufficient funds.'),
  lost_card: declined('lost_card'),
  stolen_card: declined('stolen_card'),
  card_velocity_exceeded: declined(
    'card_velocity_exceeded',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  ),
  fraudulent: { ...declined('fraudulent'), blocked: true },
  test_mode_live_card: declined(
    'test_mode_live_card',
    'Your card was declined. Your request was in test mode, but used a non test (live) card. ' +
      'For a list of valid test cards, visit: https://stripe.com/docs/testing.',
  ),
  authentication_required: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
  expired_card: { code: 'expired_card', message: 'Your card has expired.', param: 'exp_month' },
  incorrect_cvc: { code: 'incorrect_cvc', message: "Your card's security code is incorrect.", param: 'cvc' },
  processing_error: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
} satisfies Record<string, Decline>;

export type DeclineName = keyof typeof DECLINES;

export const DECLINE_NAMES = Object.keys(DECLINES) as [DeclineName, ...DeclineName[]];

/** @param charge the id of the failed charge, which Stripe keeps like a successful one */
export function declineError(decline: Decline, charge: string): ErrorBody {
  const { code, declineCode, message, param } = decline;
  return { type: 'card_error', code, decline_code: declineCode, message, param, charge };
}
