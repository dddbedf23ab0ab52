import type Stripe from 'stripe';
import { invalidRequest } from '../api-error';
import type { Params } from '../params';
import type { Ledger } from '../storage/ledger';

/**
 * The properties that `expand[]` asks for.
 * @param expandable those that the endpoint can expand
 * @throws ApiError 400 for any other
 */
export function expansions(params: Params, ...expandable: string[]): Set<string> {
  const { expand = [] } = params;
  if (!Array.isArray(expand)) throw invalidRequest('Invalid array', { param: 'expand' });
  const wanted = new Set(expand.map(String));
  for (const property of wanted) {
    if (!expandable.includes(property)) {
      throw invalidRequest(`This property cannot be expanded (${property}).`, { param: 'expand' });
    }
  }
  return wanted;
}

/** A charge with all of its refunds in it. */
export function withRefunds(ledger: Ledger, charge: Stripe.Charge): Stripe.Charge {
  const data = ledger.refundsOf(charge.id);
  return {
    ...charge,
    refunds: { object: 'list', url: `/v1/charges/${charge.id}/refunds`, has_more: false, data },
  };
}

/** A refund with its charge in it. */
export function withCharge(ledger: Ledger, refund: Stripe.Refund): Stripe.Refund {
  const charge = typeof refund.charge === 'string' ? ledger.charges.get(refund.charge) : undefined;
  return { ...refund, charge: charge ?? refund.charge };
}
