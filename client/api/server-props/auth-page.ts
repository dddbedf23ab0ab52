import type { FieldError } from '../api-error';
import { mergeAskedCart } from './asked-cart';
import { type ApiClient, type ApiResponse, clientWithCookiesOf } from '../build-client';
import { passCookies, readFormPost, refusalOf } from './form-post';
import { shopPage } from './server-props';
import type { PasswordBounds } from '../shop-request';
import type { Credentials } from '../users';

export interface AuthPageProps {
  /** Where to go afterwards, already checked. */
  next: string;
  /** What the service said to a form sent without script. */
  errors: FieldError[];
  email: string;
  /** Bounds of a new password's length, in characters. */
  passwordBounds: PasswordBounds;
  /** Whether the visitor has just ended all sessions. */
  isSignedOutEverywhere: boolean;
}

interface Rules {
  send: (client: ApiClient, credentials: Credentials) => Promise<ApiResponse>;
  credentialsOf: (values: URLSearchParams) => Credentials;
  safeNext: (next: unknown) => string;
}

/** getServerSideProps of sign-in and sign-up: shows the form, and takes it when the browser sends it by itself. */
export function authPage({ send, credentialsOf, safeNext }: Rules) {
  return shopPage<AuthPageProps>(async ({ client, shop, context: { req, res, query }, session }) => {
    const next = safeNext(query.next);
    const away = { redirect: { destination: next, statusCode: 303 as const } };
    const posted = await readFormPost(req);
    // A page that needs an account sends its own form along with the redirect: that is no attempt to sign in.
    const form = posted?.has('email') ? posted : null;
    const isSignedOutEverywhere = query.done === 'sessions';
    const page = { next, passwordBounds: shop.password, isSignedOutEverywhere };
    if (!form) return (await session).user ? away : { props: { ...page, errors: [], email: '' } };

    const credentials = credentialsOf(form);
    try {
      const answer = await send(client, credentials);
      passCookies(answer, res);
      await mergeAskedCart(clientWithCookiesOf(answer, client), req, res);
      return away;
    } catch (error) {
      const errors = refusalOf(error, res);
      return { props: { ...page, errors, email: credentials.email } };
    }
  });
}
