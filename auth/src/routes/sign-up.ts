import { openSession, validateRequest, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import type { PasswordPolicy } from '../domain/password-policy';
import { signUp } from '../domain/sign-up';
import { emailCheck, readCredentials, signUpRequest } from './credential-fields';

/** Opens an account and signs its owner in. */
export function signUpRouter(deps: AuthDeps, keys: SessionKeys, policy: PasswordPolicy): Router {
  const schema = signUpRequest(policy);
  return Router().post('/api/users/signup', validateRequest(schema, emailCheck), async (req, res) => {
    const credentials = readCredentials(req, schema);
    await deps.limits.countAddress(req.ip ?? '');
    await deps.limits.countAccount(credentials.email);
    const owner = await signUp(deps, credentials);
    openSession(req, owner, keys);
    res.status(201).send(owner);
  });
}
