import { validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import type { PasswordPolicy } from '../domain/password-policy';
import { resetPassword } from '../domain/reset-password';
import { resetPasswordRequest } from './credential-fields';
import { deviceTokenIn } from './device-cookie';

/** Gives the owner of a link a new password. It opens no session: the owner signs in with it. */
export function resetPasswordRouter(deps: AuthDeps, policy: PasswordPolicy): Router {
  const schema = resetPasswordRequest(policy);
  return Router().put('/api/users/password-reset', validateRequest(schema), async (req, res) => {
    const reset = validated(req, schema);
    await deps.limits.countAddress(req.ip ?? '');
    await resetPassword(deps, { ...reset, deviceToken: deviceTokenIn(req) });
    res.send({});
  });
}
