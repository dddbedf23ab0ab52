import { isDocumentId, NotFoundError, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { findSteps } from '../domain/find-steps';
import type { NotificationDeps } from '../domain/notification-deps';
import { presentStep } from '../views/present-step';

/** The steps of the caller's order. */
export const listStepsRouter = (deps: NotificationDeps): Router =>
  Router().get('/api/notifications/orders/:id', requireAuth, async (req, res) => {
    const { id } = req.params;
    if (!isDocumentId(id)) throw new NotFoundError();
    const steps = await findSteps(deps, userOf(req).id, id.toLowerCase());
    res.send(steps.map(presentStep));
  });
