import { closeSession, readSession, requireAuth, userOf, type SessionKeys } from '@datnxecommerce/common';
import { Router } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { endAllSessions, endSession } from '../domain/end-sessions';

/** Ends the session of the request, if there is one; a copy of its cookie is worth nothing afterwards. */
export const signOutRouter = (deps: AuthDeps, keys: SessionKeys): Router =>
  Router().post('/api/users/signout', async (req, res) => {
    const session = req.currentUser ? readSession(req, keys) : null;
    closeSession(req);
    if (session) await endSession(deps, session);
    res.send({});
  });

/** Ends all sessions of the caller, this one included. */
export const signOutEverywhereRouter = (deps: AuthDeps): Router =>
  Router().post('/api/users/signout-everywhere', requireAuth, async (req, res) => {
    await endAllSessions(deps, userOf(req).id);
    closeSession(req);
    res.send({});
  });
