import type { ApiClient, ApiResponse } from './build-client';
import type { BodyOf, WireVisitor } from './contracts';
import type { User } from './types';

export interface Credentials {
  email: string;
  password: string;
}

/** Who is signed in; null for a guest. */
export async function currentUser(client: ApiClient): Promise<User | null> {
  const { body } = await client('users', '/currentuser', { timeoutMs: 5_000 });
  const { currentUser: user } = body as WireVisitor;
  return user && { id: user.id, email: user.email };
}

/** Opens an account and a session. 400 names the field. */
export async function signUp(client: ApiClient, credentials: Credentials): Promise<ApiResponse> {
  return client('users', '/signup', { method: 'POST', json: credentials satisfies BodyOf<'signUp'> });
}

/** Opens a session. 400 `Invalid credentials`; 429 after too many tries. */
export async function signIn(client: ApiClient, credentials: Credentials): Promise<ApiResponse> {
  return client('users', '/signin', { method: 'POST', json: credentials satisfies BodyOf<'signIn'> });
}

/** Ends the session. */
export async function signOut(client: ApiClient): Promise<ApiResponse> {
  return client('users', '/signout', { method: 'POST', json: {} });
}
