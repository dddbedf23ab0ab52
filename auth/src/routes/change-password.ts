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
import { deviceTokenIn } from './device-cookie';

/** Changes the caller's password. The caller gets a new session, and all others end. */
export function changePasswordRouter(deps: AuthDeps, keys: SessionKeys, policy: PasswordPolicy): Router {
  const schema = changePasswordRequest(policy);
  return Router().put('/api/users/password', requireAuth, ...validateRequest(schema), async (req, res) => {
    const change = { ...validated(req, schema), deviceToken: deviceTokenIn(req) };
    const owner = await changePassword(deps, userOf(req).id, change);
    openSession(req, owner, keys);
    res.send({ id: owner.id, email: owner.email });
  });
}
