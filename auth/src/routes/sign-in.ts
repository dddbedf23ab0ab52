import { openSession, validated, validateRequest, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { signIn } from '../domain/sign-in';
import { emailCheck, signInRequest } from './credential-fields';

/** Signs the owner of an account in. */
export const signInRouter = (deps: AuthDeps, keys: SessionKeys): Router =>
  Router().post('/api/users/signin', ...validateRequest(signInRequest, emailCheck), async (req, res) => {
    const credentials = validated(req, signInRequest);
    await deps.limits.countAddress(req.ip ?? '');
    await deps.limits.countAccount(credentials.email);
    const owner = await signIn(deps, credentials);
    openSession(req, owner, keys);
    res.send({ id: owner.id, email: owner.email });
  });
