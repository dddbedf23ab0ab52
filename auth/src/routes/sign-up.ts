import { openSession, validated, validateRequest, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Credentials } from '../domain/account';
import type { PasswordPolicy } from '../domain/password-policy';
import { signUp } from '../domain/sign-up';
import type { PasswordHasher } from '../services/password';
import { signUpSchema } from './credential-rules';

/** Opens an account and signs its owner in. */
export const signUpRouter = (keys: SessionKeys, policy: PasswordPolicy, passwords: PasswordHasher): Router =>
  Router().post('/api/users/signup', ...validateRequest(signUpSchema(policy)), async (req, res) => {
    const account = await signUp(validated<Credentials>(req), passwords);
    openSession(req, account, keys);
    res.status(201).send(account);
  });
