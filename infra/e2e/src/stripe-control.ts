import { readStack } from './stack';

/**
 * Asks the control plane of the running shop's Stripe sandbox.
 * @param path below the control plane: `ledger`, `faults`, …
 * @throws Error when it refuses
 */
export async function askStripeControl(method: string, path: string, body?: object): Promise<unknown> {
  const { url, control } = readStack().stripe;
  // A sandbox from before there was a secret asks for none.
  const answer = await fetch(`${control?.url ?? `${url}/_control`}/${path}`, {
    method,
    headers: { authorization: `Bearer ${control?.secret}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`the Stripe sandbox answered ${answer.status} to ${method} ${path}`);
  return answer.status === 204 ? undefined : answer.json();
}
