import type { ServerResponse } from 'node:http';
import type { FieldError } from '../api-error';
import { readFormPost, refusalOf } from './form-post';
import { shopPage } from './server-props';
import { passwordRuleOf } from '../shop-request';
import { requestPasswordReset, resetPassword } from '../users';

export interface ForgotProps {
  /** Whether a link was asked for just now. */
  isSent: boolean;
  errors: FieldError[];
  email: string;
}

export interface ResetProps {
  /** Whether the new password is set by now. */
  isDone: boolean;
  /** The token of the mailed link; empty when the link is incomplete. */
  token: string;
  errors: FieldError[];
  /** What a new password has to be like. */
  passwordRule: string;
}

/** getServerSideProps of the page that has a link for a new password mailed. Its form works without script. */
export const forgotPage = shopPage<ForgotProps>(async ({ client, context: { req, res, query } }) => {
  const form = await readFormPost(req);
  if (!form) return { props: { isSent: query.sent === '1', errors: [], email: '' } };
  const email = (form.get('email') ?? '').trim();
  const errors = await send(requestPasswordReset(client, email), res);
  if (!errors) return { redirect: { destination: '/auth/forgot?sent=1', statusCode: 303 } };
  return { props: { isSent: false, errors, email } };
});

/** getServerSideProps of the page behind that link. Its form works without script, and hides the token. */
export const resetPage = shopPage<ResetProps>(async ({ client, shop, context: { req, res, query } }) => {
  const passwordRule = passwordRuleOf(shop.password);
  const form = await readFormPost(req);
  const linked = typeof query.token === 'string' ? query.token : '';
  if (!form) return { props: { isDone: query.done === '1', token: linked, errors: [], passwordRule } };
  const token = form.get('token') ?? '';
  const errors = await send(
    resetPassword(client, { token, newPassword: form.get('newPassword') ?? '' }),
    res,
  );
  if (!errors) return { redirect: { destination: '/auth/reset?done=1', statusCode: 303 } };
  return { props: { isDone: false, token, errors, passwordRule } };
});

/** @returns what the service refuses, or null when it accepts */
async function send(request: Promise<void>, res: ServerResponse): Promise<FieldError[] | null> {
  try {
    await request;
    return null;
  } catch (error) {
    return refusalOf(error, res);
  }
}
