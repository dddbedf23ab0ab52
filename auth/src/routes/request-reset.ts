import { validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { requestReset } from '../domain/request-reset';
import { emailCheck, readEmail, requestResetRequest } from './credential-fields';

/** Has a link for a new password mailed, if the e-mail has an account. */
export const requestResetRouter = (deps: AuthDeps): Router =>
  Router().post(
    '/api/users/password-reset',
    validateRequest(requestResetRequest, emailCheck),
    async (req, res) => {
      const given = readEmail(req, requestResetRequest);
      await deps.limits.countAddress(req.ip ?? '');
      await deps.limits.countAccount(given.email);
      await requestReset(given);
      res.status(202).send({});
    },
  );
