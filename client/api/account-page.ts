import type { ServerResponse } from 'node:http';
import { ApiError, type FieldError } from './api-error';
import type { ApiClient } from './build-client';
import { passCookies, readFormPost, refusalOf } from './form-post';
import { shopPage } from './server-props';
import { type Account, changePassword, renameAccount, showAccount, signOutEverywhere } from './users';

/** The forms of the account page, by what they change. */
const FORMS = ['name', 'password', 'sessions'] as const;
export type AccountForm = (typeof FORMS)[number];

export interface AccountProps {
  /** Null while the accounts service does not answer, beside a form that was refused. */
  account: Account | null;
  /** What the service said to which form, and the name that was typed. */
  refused: { form: AccountForm; errors: FieldError[]; name: string } | null;
  /** The form that was carried out just now. */
  done: AccountForm | null;
}

/** getServerSideProps of the account page: shows the account, and takes its forms. */
export const accountPage = shopPage<AccountProps>(
  async ({ client, context: { req, res, query } }) => {
    const values = await readFormPost(req);
    const done = formNamed(query.done);
    if (!values) return { props: { account: await showAccount(client), refused: null, done } };
    const form = formNamed(values.get('form'));
    if (!form) throw new ApiError(400, [{ message: 'Unknown form' }]);
    try {
      return { redirect: { destination: await carryOut(form, values, client, res), statusCode: 303 } };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) throw error;
      const errors = refusalOf(error, res);
      const account = await showAccount(client).catch(() => null);
      const refused = { form, errors, name: values.get('name') ?? '' };
      return { props: { account, refused, done: null } };
    }
  },
  { signedIn: true },
);

const formNamed = (name: unknown): AccountForm | null => FORMS.find((form) => form === name) ?? null;

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
  return '/auth/signin';
}
