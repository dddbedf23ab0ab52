import { openSession, validated, validateRequest, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Credentials } from '../domain/account';
import { signIn, type SignInTools } from '../domain/sign-in';
import { signInSchema } from './credential-rules';

/** Signs the owner of an account in. */
export const signInRouter = (keys: SessionKeys, tools: SignInTools): Router =>
  Router().post('/api/users/signin', ...validateRequest(signInSchema), async (req, res) => {
    const account = await signIn(validated<Credentials>(req), tools);
    openSession(req, account, keys);
    res.send(account);
  });
