import type { ServerResponse } from 'node:http';
import { ApiError, type FieldError } from '../api-error';
import type { ApiClient } from '../build-client';
import type { WireAccount } from '../contracts';
import { passCookies, readFormPost, refusalOf } from './form-post';
import { shopPage } from './server-props';
import { passwordRuleOf } from '../shop-request';
import { changePassword, renameAccount, showAccount, signOutEverywhere } from '../users';

/** The forms that lead back to the account page, by what they change. */
const SAVING_FORMS = ['name', 'password'] as const;
const FORMS = [...SAVING_FORMS, 'sessions'] as const;
export type SavingForm = (typeof SAVING_FORMS)[number];
export type AccountForm = (typeof FORMS)[number];

export interface AccountProps {
  /** Null while the accounts service does not answer, beside a form that was refused. */
  account: WireAccount | null;
  /** What the service said to which form, and the name that was typed. */
  refused: { form: AccountForm; errors: FieldError[]; name: string } | null;
  /** The form that was carried out just now. */
  done: SavingForm | null;
  /** What a new password has to be like. */
  passwordRule: string;
}

/** getServerSideProps of the account page: shows the account, and takes its forms. */
export const accountPage = shopPage<AccountProps>(
  async ({ client, shop, context: { req, res, query } }) => {
    const passwordRule = passwordRuleOf(shop.password);
    const values = await readFormPost(req);
    if (!values) {
      const done = oneOf(SAVING_FORMS, query.done);
      return { props: { account: await showAccount(client), refused: null, done, passwordRule } };
    }
    const form = oneOf(FORMS, values.get('form'));
    if (!form) throw new ApiError(400, [{ message: 'Unknown form' }]);
    try {
      return { redirect: { destination: await carryOut(form, values, client, res), statusCode: 303 } };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) throw error;
      const errors = refusalOf(error, res);
      // A service that just failed would keep the visitor waiting once more.
      const account = res.statusCode < 500 ? await showAccount(client).catch(() => null) : null;
      const refused = { form, errors, name: values.get('name') ?? '' };
      return { props: { account, refused, done: null, passwordRule } };
    }
  },
  { signedIn: true },
);

const oneOf = <T>(forms: readonly T[], name: unknown): T | null =>
  forms.find((form) => form === name) ?? null;

/** @returns the address of the page that follows */
async function carryOut(
  form: AccountForm,
  values: URLSearchParams,
  client: ApiClient,
  res: ServerResponse,
): Promise<string> {
  const text = (name: string) => values.get(name) ?? '';
  if (form === 'name') await renameAccount(client, text('name').trim());
  if (form === 'password') {
    const passwords = { currentPassword: text('currentPassword'), newPassword: text('newPassword') };
    passCookies(await changePassword(client, passwords), res);
  }
  if (form !== 'sessions') return `/account?done=${form}`;
  passCookies(await signOutEverywhere(client), res);
  return '/auth/signin?done=sessions';
}
