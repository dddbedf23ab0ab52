import { openSession, validated, validateRequest, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Credentials } from '../domain/account';
import type { AuthDeps } from '../domain/auth-deps';
import type { PasswordPolicy } from '../domain/password-policy';
import { signUp } from '../domain/sign-up';
import { signUpSchema } from './credential-rules';

/** Opens an account and signs its owner in. */
export const signUpRouter = (deps: AuthDeps, keys: SessionKeys, policy: PasswordPolicy): Router =>
  Router().post('/api/users/signup', ...validateRequest(signUpSchema(policy)), async (req, res) => {
    const account = await signUp(deps, validated<Credentials>(req));
    openSession(req, account, keys);
    res.status(201).send(account);
  });
