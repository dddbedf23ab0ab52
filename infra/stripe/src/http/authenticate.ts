import type { Request } from 'express';
import { ApiError } from '../api-error';
import type { Settings } from '../config';

type Keys = Pick<Settings, 'secretKey' | 'publishableKey'>;

const refused = (status: 401 | 403, message: string, code?: string) =>
  new ApiError(status, { type: 'invalid_request_error', message, code });

/**
 * Stripe's keys; where card data comes from browsers, the publishable key too.
 * @throws ApiError 401 without a known key, 403 for a publishable key where the secret one is needed
 */
export function authenticate(request: Request, keys: Keys, forBrowsers: boolean): void {
  const key = keyOf(request);
  if (key === undefined) {
    throw refused(
      401,
      'You did not provide an API key. You need to provide your API key in the Authorization header, ' +
        "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (key === keys.secretKey) return;
  if (key !== keys.publishableKey) throw refused(401, `Invalid API Key provided: ${masked(key)}`);
  if (!forBrowsers) {
    throw refused(
      403,
      'This API call cannot be made with a publishable API key. Please use a secret API key.',
      'secret_key_required',
    );
  }
}

function keyOf(request: Request): string | undefined {
  const [scheme = '', credentials = ''] = (request.get('authorization') ?? '').split(' ');
  return (/^bearer$/i.test(scheme) && credentials) || undefined;
}

/** Enough to recognise one's own key by. */
const masked = (key: string) => (key.length < 12 ? '****' : `${key.slice(0, 7)}****${key.slice(-4)}`);
