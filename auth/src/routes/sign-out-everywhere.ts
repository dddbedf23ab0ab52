import { closeSession, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { endAllSessions } from '../domain/end-sessions';

/** Ends all sessions of the caller, this one included. */
export const signOutEverywhereRouter = (deps: AuthDeps): Router =>
  Router().post('/api/users/signout-everywhere', requireAuth, async (req, res) => {
    await endAllSessions(deps, userOf(req).id);
    closeSession(req);
    res.send({});
  });
