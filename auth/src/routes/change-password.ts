import {
  openSession,
  requireAuth,
  userOf,
  validated,
  validateRequest,
  type SessionKeys,
} from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { changePassword } from '../domain/change-password';
import type { PasswordPolicy } from '../domain/password-policy';
import { changePasswordRequest } from './credential-fields';
import { deviceOf } from './device-cookie';

/** Changes the caller's password. The caller gets a new session, and all others end. */
export function changePasswordRouter(deps: AuthDeps, keys: SessionKeys, policy: PasswordPolicy): Router {
  const schema = changePasswordRequest(policy);
  return Router().put('/api/users/password', requireAuth, validateRequest(schema), async (req, res) => {
    const { id, email } = userOf(req);
    const device = deviceOf(deps, req, email);
    const owner = await changePassword(deps, id, { ...validated(req, schema), device });
    openSession(req, owner, keys);
    res.send({ id: owner.id, email: owner.email });
  });
}
