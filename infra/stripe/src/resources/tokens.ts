import type Stripe from 'stripe';
import { invalidRequest } from '../api-error';
import { describeCard } from '../cards/card';
import { newId } from '../ids';
import { onlyParams, optionalObject, type Params, refuseParams } from '../params';
import type { StoredToken } from '../storage/changes';
import { checkedCard } from './card-input';
import type { Context, ChargeChange, Outcome } from './operation';

export const TOKENS = '/v1/tokens';

/** Beside the card, Stripe.js says which program it is; that is taken and not kept. */
const KNOWN = ['card', 'payment_user_agent'];
const NOT_IMITATED = ['account', 'bank_account', 'customer', 'cvc_update', 'person', 'pii', 'expand'];

/** POST /v1/tokens: takes card data once and stands for it once. */
export function prepareToken(params: Params, { now, clientIp }: Context): (change: ChargeChange) => Outcome {
  refuseParams(params, NOT_IMITATED, 'a token');
  onlyParams(params, KNOWN);
  const card = optionalObject(params, 'card');
  if (card === undefined) {
    throw invalidRequest(
      'You must supply either a card, customer, PII data, bank account, or account to create a token.',
    );
  }
  const known = describeCard(checkedCard(card, now));

  return () => {
    const token: StoredToken = {
      token: newToken(known.card, now, clientIp),
      decline: known.decline,
    };
    return { status: 200, body: token.token, changes: [{ type: 'token', token }] };
  };
}

const newToken = (card: Stripe.Card, now: Date, clientIp: string | null): StoredToken['token'] => ({
  id: newId('tok'),
  object: 'token',
  card,
  client_ip: clientIp,
  created: Math.floor(now.getTime() / 1000),
  livemode: false,
  type: 'card',
  used: false,
});
