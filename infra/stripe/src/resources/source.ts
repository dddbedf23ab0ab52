import { invalidRequest, noSuch, notImitated } from '../api-error';
import { cardOfTestToken, type KnownCard } from '../cards/card';
import { type Params, optionalText } from '../params';
import type { Change } from '../storage/changes';
import type { Context } from './operation';

/** A card to charge, and what becomes true by charging it. */
export interface ChargeableCard extends KnownCard {
  changes: Change[];
}

/**
 * The card behind `source`: a named test token, or a token made before, which is used up by this.
 * @throws ApiError 400 when there is none or it was used
 */
export function cardOfSource(params: Params, { ledger, now }: Context): ChargeableCard {
  if (typeof params.source === 'object')
    throw notImitated('card data in a charge; make a token of it', 'source');
  const source = optionalText(params, 'source');
  if (source === undefined) {
    throw invalidRequest('Must provide source or customer.', { code: 'parameter_missing', param: 'source' });
  }
  const testCard = cardOfTestToken(source, now);
  if (testCard !== undefined) return { ...testCard, changes: [] };

  const stored = ledger.token(source);
  if (stored === undefined) throw noSuch('token', source, 'source', 400);
  if (stored.token.used) {
    throw invalidRequest(`You cannot use a Stripe token more than once: ${source}.`, {
      code: 'token_already_used',
    });
  }
  const token = { ...stored.token, used: true };
  return {
    card: token.card,
    decline: stored.decline,
    changes: [{ type: 'token', token: { ...stored, token } }],
  };
}
