import type Stripe from 'stripe';
import { noSuch, notImitated } from '../api-error';
import { declineError, DECLINES } from '../cards/declines';
import { metadataOf, onlyParams, optionalText, type Params, refuseParams } from '../params';
import { chargedAmount } from './amount';
import { newCharge } from './charge-object';
import { listPage, type Page } from './list';
import type { Context, ChargeChange, Outcome } from './operation';
import { cardOfSource } from './source';

export const CHARGES = '/v1/charges';

const KNOWN = [
  ...['amount', 'currency', 'source', 'metadata', 'capture'],
  ...[
    'description',
    'receipt_email',
    'statement_descriptor',
    'statement_descriptor_suffix',
    'transfer_group',
  ],
];
const NOT_IMITATED = [
  ...['customer', 'shipping', 'transfer_data', 'destination', 'on_behalf_of'],
  ...['application_fee', 'application_fee_amount', 'radar_options', 'card', 'expand'],
];

/** POST /v1/charges: charges a card at once, or is declined; both leave a charge object. */
export function prepareCharge(params: Params, context: Context): (change: ChargeChange) => Outcome {
  refuseParams(params, NOT_IMITATED, 'a charge');
  onlyParams(params, KNOWN);
  const { amount, currency } = chargedAmount(params);
  if (params.capture !== undefined && params.capture !== 'true')
    throw notImitated('a charge to capture later', 'capture');
  const metadata = metadataOf(params);
  const texts = {
    description: optionalText(params, 'description') ?? null,
    receipt_email: optionalText(params, 'receipt_email') ?? null,
    statement_descriptor: optionalText(params, 'statement_descriptor') ?? null,
    statement_descriptor_suffix: optionalText(params, 'statement_descriptor_suffix') ?? null,
    transfer_group: optionalText(params, 'transfer_group') ?? null,
  };
  const source = cardOfSource(params, context);

  return (change) => {
    const decline = change.decline ?? source.decline;
    const charge = newCharge({
      amount: change.amount ?? amount,
      currency: change.currency ?? currency,
      metadata: change.withoutMetadata ? {} : metadata,
      card: source.card,
      decline,
      now: context.now,
      texts,
    });
    const changes = [...source.changes, { type: 'charge' as const, charge }];
    if (decline !== undefined) {
      return { status: 402, body: { error: declineError(DECLINES[decline], charge.id) }, changes };
    }
    return { status: 200, body: charge, changes };
  };
}

/** GET /v1/charges/:id. @throws ApiError 404 */
export function retrieveCharge(id: string, params: Params, { ledger }: Context): Stripe.Charge {
  refuseParams(params, ['expand'], 'a charge');
  onlyParams(params, []);
  const charge = ledger.charges.get(id);
  if (charge === undefined) throw noSuch('charge', id, 'id', 404);
  return charge;
}

/** GET /v1/charges: newest first, the failed ones too; `transfer_group` lists only the charges of that group. */
export function listCharges(params: Params, { ledger }: Context): Page<Stripe.Charge> {
  const group = optionalText(params, 'transfer_group');
  const where = (charge: Stripe.Charge) => group === undefined || charge.transfer_group === group;
  return listPage(ledger.charges, params, { kind: 'charge', url: CHARGES, filter: 'transfer_group', where });
}
