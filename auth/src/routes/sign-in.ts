import { openSession, validated, validateRequest, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Credentials } from '../domain/account';
import type { AuthDeps } from '../domain/auth-deps';
import { signIn } from '../domain/sign-in';
import { signInSchema } from './credential-rules';

/** Signs the owner of an account in. */
export const signInRouter = (deps: AuthDeps, keys: SessionKeys): Router =>
  Router().post('/api/users/signin', ...validateRequest(signInSchema), async (req, res) => {
    const account = await signIn(deps, validated<Credentials>(req));
    openSession(req, account, keys);
    res.send(account);
  });
