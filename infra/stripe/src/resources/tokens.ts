import type Stripe from 'stripe';
import { invalidRequest, noSuch, notImitated } from '../api-error';
import { cardOfTestToken, describeCard } from '../cards/card';
import { newId } from '../ids';
import { onlyParams, optionalObject, type Params } from '../params';
import type { StoredToken } from '../storage/changes';
import { checkedCard } from './card-input';
import type { Context, Meddling, Outcome } from './operation';

export const TOKENS = '/v1/tokens';

/** Beside the card, Stripe.js says where it runs; that is taken and not kept. */
const KNOWN = [
  'card',
  'expand',
  'key',
  'guid',
  'muid',
  'sid',
  'payment_user_agent',
  'referrer',
  'time_on_page',
];
const NOT_IMITATED = ['account', 'bank_account', 'customer', 'cvc_update', 'person', 'pii'];
/** POST /v1/tokens: takes card data once and stands for it once. */
export function prepareToken(params: Params, { now, clientIp }: Context): (meddling: Meddling) => Outcome {
  onlyParams(params, [...KNOWN, ...NOT_IMITATED]);
  const refused = NOT_IMITATED.find((name) => params[name] !== undefined);
  if (refused !== undefined) throw notImitated(`tokens for ${refused}`, refused);
  const card = optionalObject(params, 'card');
  if (card === undefined) {
    throw invalidRequest(
      'You must supply either a card, customer, PII data, bank account, or account to create a token.',
    );
  }
  const known = describeCard(checkedCard(card, now));

  return () => {
    const token: StoredToken = {
      token: newToken(newId('tok'), known.card, now, clientIp),
      decline: known.decline,
    };
    return { status: 200, body: token.token, changes: [{ type: 'token', token }] };
  };
}

/** GET /v1/tokens/:id. @throws ApiError 404 */
export function retrieveToken(id: string, params: Params, { ledger, now }: Context): Stripe.Token {
  onlyParams(params, ['expand']);
  const testCard = cardOfTestToken(id, now);
  if (testCard !== undefined) return newToken(id, testCard.card, now, null);
  const stored = ledger.token(id);
  if (stored === undefined) throw noSuch('token', id, 'id', 404);
  return stored.token;
}

const newToken = (
  id: string,
  card: Stripe.Card,
  now: Date,
  clientIp: string | null,
): StoredToken['token'] => ({
  id,
  object: 'token',
  card,
  client_ip: clientIp,
  created: Math.floor(now.getTime() / 1000),
  livemode: false,
  type: 'card',
  used: false,
});
