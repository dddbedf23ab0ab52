import { closeSession, readSession, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { endSession } from '../domain/end-sessions';

/** Ends the session of the request, if there is one; a copy of its cookie is worth nothing afterwards. */
export const signOutRouter = (deps: AuthDeps, keys: SessionKeys): Router =>
  Router().post('/api/users/signout', async (req, res) => {
    const session = req.currentUser ? readSession(req, keys) : null;
    closeSession(req);
    if (session) await endSession(deps, session);
    res.send({});
  });
