import type { CardField } from './card-field';
import type { TokenResult, ToFrame } from '../messages';

type Request = Extract<ToFrame, { type: 'tokenize' }>;

/**
 * Sends the card to the sandbox and brings back a token, or what is wrong with the card.
 * @param complain called with the field that is wrong
 */
export async function tokenize(
  { publishableKey, data }: Request,
  fields: readonly CardField[],
  complain: (field: CardField, message: string) => void,
): Promise<TokenResult> {
  for (const field of fields) {
    const obstacle = field.obstacle();
    if (obstacle === undefined) continue;
    complain(field, obstacle.message);
    return { error: { type: 'validation_error', code: obstacle.code, message: obstacle.message } };
  }
  return send(publishableKey, cardParams(fields, data));
}

function cardParams(fields: readonly CardField[], data: Record<string, string>): URLSearchParams {
  const content = new Map(fields.map((field) => [field.name, field.content]));
  const expiry = content.get('expiry') ?? '';
  const card: Record<string, string | undefined> = {
    ...data,
    address_zip: content.get('postal') || data.address_zip,
    number: content.get('number'),
    cvc: content.get('cvc'),
    exp_month: expiry.slice(0, 2) || undefined,
    exp_year: expiry.slice(2) || undefined,
  };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(card)) if (value) params.set(`card[${name}]`, value);
  return params;
}

async function send(publishableKey: string, body: URLSearchParams): Promise<TokenResult> {
  body.set('payment_user_agent', 'stripe.js/sandbox');
  try {
    const response = await fetch(new URL('v1/tokens', location.href), {
      method: 'POST',
      headers: { Authorization: `Bearer ${publishableKey}` },
      body,
      credentials: 'omit',
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return 'error' in answer ? answer : { token: answer };
  } catch {
    const message =
      'We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.';
    return { error: { type: 'api_connection_error', message } };
  }
}
