import { ApiError } from './api-error';
import type { ApiClient, ApiResponse } from './build-client';
import type { BodyOf, WireAccount, WireVisitor } from './contracts';
import type { User } from './types';

export interface Credentials {
  email: string;
  password: string;
}

const EMAIL_IN_USE = 'email_in_use';

/** Who is signed in; null for a guest. */
export async function currentUser(client: ApiClient): Promise<User | null> {
  const { body } = await client('users', '/currentuser', { timeoutMs: 5_000 });
  const { currentUser: user } = body as WireVisitor;
  return user && { id: user.id, email: user.email };
}

/**
 * Opens an account and a session; of an account with these very credentials, such as one that an unanswered request
 * has opened, a session. 400 names the field.
 */
export async function signUp(client: ApiClient, credentials: Credentials): Promise<ApiResponse> {
  try {
    return await client('users', '/signup', {
      method: 'POST',
      json: credentials satisfies BodyOf<'signUp'>,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isInUse = error.errors.some(({ code }) => code === EMAIL_IN_USE);
    const session = isInUse && (await signIn(client, credentials).catch(() => null));
    if (session) return session;
    // The service names no field for an email that has an account.
    const errors = error.errors.map((entry) =>
      entry.code === EMAIL_IN_USE ? { ...entry, field: 'email' } : entry,
    );
    throw new ApiError(error.status, errors, error.retryAfterSeconds, error.isUnanswered);
  }
}

/** Opens a session. 400 `Invalid credentials`; 429 after too many tries. */
export async function signIn(client: ApiClient, credentials: Credentials): Promise<ApiResponse> {
  return client('users', '/signin', { method: 'POST', json: credentials satisfies BodyOf<'signIn'> });
}

/** A signed-in visitor's own account. */
export async function showAccount(client: ApiClient): Promise<WireAccount> {
  const { body } = await client('users', '/account');
  return body as WireAccount;
}

/** Gives the account a name. 400 names the field. */
export async function renameAccount(client: ApiClient, name: string): Promise<void> {
  await client('users', '/account', { method: 'PUT', json: { name } satisfies BodyOf<'renameAccount'> });
}

/** Changes the password and ends all other sessions; the answer carries a new one. 400 names the field. */
export async function changePassword(
  client: ApiClient,
  passwords: BodyOf<'changePassword'>,
): Promise<ApiResponse> {
  return client('users', '/password', { method: 'PUT', json: passwords });
}

/** Has a link for a new password mailed, if the address has an account; the answer does not tell. */
export async function requestPasswordReset(client: ApiClient, email: string): Promise<void> {
  const json = { email } satisfies BodyOf<'requestPasswordReset'>;
  await client('users', '/password-reset', { method: 'POST', json });
}

/** Sets a new password by the token of the mailed link. 400 names the field. */
export async function resetPassword(client: ApiClient, reset: BodyOf<'resetPassword'>): Promise<void> {
  await client('users', '/password-reset', { method: 'PUT', json: reset });
}

/** Ends every session of the account, this one included. */
export async function signOutEverywhere(client: ApiClient): Promise<ApiResponse> {
  return client('users', '/signout-everywhere', { method: 'POST', json: {} });
}

/** Ends the session. */
export async function signOut(client: ApiClient): Promise<ApiResponse> {
  return client('users', '/signout', { method: 'POST', json: {} });
}
