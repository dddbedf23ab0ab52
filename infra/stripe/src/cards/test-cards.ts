import type { DeclineName } from './declines';

/** A card that Stripe documents for tests. */
export interface TestCard {
  number: string;
  funding: 'credit' | 'debit' | 'prepaid';
  country: string;
  /** The outcome of its charges; undefined: they succeed. */
  decline?: DeclineName;
  /** `incorrect_cvc` only if a CVC was given. */
  onlyWithCvc?: true;
  /** Tokens that stand for it and can be used again and again. */
  tokens: readonly string[];
}

const good = (number: string, tokens: readonly string[] = [], more: Partial<TestCard> = {}): TestCard => ({
  number,
  funding: 'credit',
  country: 'US',
  tokens,
  ...more,
});

const bad = (number: string, decline: DeclineName, tokens: readonly string[] = []): TestCard =>
  good(number, tokens, { decline });

/** The same card is documented under an older and a newer name. */
const declinedTokens = (reason: string) => [
  `tok_chargeDeclined${reason}`,
  `tok_visa_chargeDeclined${reason}`,
];

export const TEST_CARDS: readonly TestCard[] = [
  good('4242424242424242', ['tok_visa', 'tok_us']),
  good('4012888888881881'),
  good('4000056655665556', ['tok_visa_debit'], { funding: 'debit' }),
  good('5555555555554444', ['tok_mastercard']),
  good('2223003122003222'),
  good('5200828282828210', ['tok_mastercard_debit'], { funding: 'debit' }),
  good('5105105105105100', ['tok_mastercard_prepaid'], { funding: 'prepaid' }),
  good('378282246310005', ['tok_amex']),
  good('371449635398431'),
  good('6011111111111117', ['tok_discover']),
  good('6011000990139424'),
  good('3056930009020004', ['tok_diners']),
  good('36227206271667'),
  good('3566002020360505', ['tok_jcb']),
  good('6200000000000005', ['tok_unionpay'], { country: 'CN' }),
  good('4000000760000002', ['tok_br'], { country: 'BR' }),
  good('4000001240000000', ['tok_ca'], { country: 'CA' }),
  good('4000008260000000', ['tok_gb'], { country: 'GB' }),
  good('4000002500000003', ['tok_fr'], { country: 'FR' }),
  good('4000002760000016', ['tok_de'], { country: 'DE' }),

  bad('4000000000000002', 'generic_decline', declinedTokens('')),
  bad('4000000000000341', 'generic_decline', ['tok_chargeCustomerFail', 'tok_visa_chargeCustomerFail']),
  bad('4000000000009995', 'insufficient_funds', declinedTokens('InsufficientFunds')),
  bad('4000000000009987', 'lost_card', declinedTokens('LostCard')),
  bad('4000000000009979', 'stolen_card', declinedTokens('StolenCard')),
  bad('4000000000006975', 'card_velocity_exceeded', declinedTokens('VelocityLimitExceeded')),
  bad('4000000000000069', 'expired_card', declinedTokens('ExpiredCard')),
  bad('4000000000000127', 'incorrect_cvc', declinedTokens('IncorrectCvc')),
  good('4000000000000101', ['tok_cvcCheckFail'], { decline: 'incorrect_cvc', onlyWithCvc: true }),
  bad('4000000000000119', 'processing_error', declinedTokens('ProcessingError')),
  bad('4100000000000019', 'fraudulent', ['tok_radarBlock', ...declinedTokens('Fraudulent')]),
  bad('4000002500003155', 'authentication_required', ['tok_threeDSecureRequired']),
  bad('4000002760003184', 'authentication_required'),
];

const byNumber = new Map(TEST_CARDS.map((card) => [card.number, card]));
const byToken = new Map(TEST_CARDS.flatMap((card) => card.tokens.map((token) => [token, card] as const)));

export const testCardByNumber = (number: string) => byNumber.get(number);
export const testCardByToken = (token: string) => byToken.get(token);
