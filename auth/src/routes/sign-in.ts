import { openSession, validateRequest, type Logger, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { hashEmail } from '../domain/email';
import { signIn } from '../domain/sign-in';
import { emailCheck, readCredentials, signInRequest } from './credential-fields';
import { deviceOf, rememberDevice } from './device-cookie';

/** Signs the owner of an account in. */
export const signInRouter = (deps: AuthDeps, keys: SessionKeys, logger: Logger): Router =>
  Router().post('/api/users/signin', validateRequest(signInRequest, emailCheck), async (req, res) => {
    const credentials = readCredentials(req, signInRequest);
    await deps.limits.countAddress(req.ip ?? '');
    const device = deviceOf(deps, req, credentials.email);
    await deps.limits.countAccount(credentials.email, device);
    const owner = await signIn(deps, { ...credentials, device }).catch((error: unknown) => {
      logger.warn({ account: hashEmail(credentials.email), address: req.ip }, 'sign-in failed');
      throw error;
    });
    rememberDevice(deps, req, res, credentials.email);
    openSession(req, owner, keys);
    res.send({ id: owner.id, email: owner.email });
  });
