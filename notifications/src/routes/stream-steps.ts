import {
  isDocumentId,
  NotFoundError,
  requireAuth,
  userOf,
  validated,
  validateRequest,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import { findSteps } from '../domain/find-steps';
import type { NotificationDeps } from '../domain/notification-deps';
import type { Step } from '../models/timeline';
import type { OpenStreams } from '../services/open-streams';
import { presentStep } from '../views/present-step';

/** What may be sent to stream the steps of an order. */
export const streamStepsRequest = {
  headers: z.object({
    'last-event-id': z
      .string()
      .optional()
      .describe('The id of the last event that was received; one that no event has counts as none'),
  }),
};

/** The steps of the caller's order as server-sent events: those that are stored, then each new one. */
export const streamStepsRouter = (deps: NotificationDeps, streams: OpenStreams): Router =>
  Router().get(
    '/api/notifications/orders/:id/stream',
    requireAuth,
    ...validateRequest(streamStepsRequest),
    async (req, res) => {
      const { id } = req.params;
      if (!isDocumentId(id)) throw new NotFoundError();
      const userId = userOf(req).id;
      const orderId = id.toLowerCase();
      res.once('close', streams.admit(userId));
      const steps = await findSteps(deps, userId, orderId);
      if (res.destroyed) return; // the reader has left while the order was awaited
      const stream = streams.open(res);
      if (req.method === 'HEAD') return stream.end();
      const lastSeq = resumeAfter(validated(req, streamStepsRequest)['last-event-id'], steps);
      const deliver = (step: Step) => stream.send(step.seq, 'step', presentStep(step));
      res.once('close', deps.feed.follow(orderId, lastSeq, deliver));
      deps.feed.offer(orderId, steps);
    },
  );

/** The step that a reader had last; 0 when it had none, or names one that does not exist. */
function resumeAfter(lastEventId = '', steps: readonly Step[]): number {
  const seq = /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
  return seq <= steps.length ? seq : 0;
}
