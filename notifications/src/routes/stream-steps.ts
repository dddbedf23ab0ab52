import {
  isDocumentId,
  NotFoundError,
  readSession,
  requireAuth,
  userOf,
  validated,
  validateRequest,
  type Session,
  type SessionKeys,
} from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import { findSteps } from '../domain/find-steps';
import type { NotificationDeps } from '../domain/notification-deps';
import type { Step } from '../models/timeline';
import type { EventStream } from '../services/event-stream';
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

/**
 * The steps of the caller's order as server-sent events: those that are stored, then each new one. Once the session has
 * ended, the next step ends the stream instead.
 */
export const streamStepsRouter = (deps: NotificationDeps, streams: OpenStreams, keys: SessionKeys): Router =>
  Router().get(
    '/api/notifications/orders/:id/stream',
    requireAuth,
    validateRequest(streamStepsRequest),
    async (req, res) => {
      const { id } = req.params;
      if (!isDocumentId(id)) throw new NotFoundError();
      const userId = userOf(req).id;
      const session = readSession(req, keys) as Session;
      const orderId = id.toLowerCase();
      res.once('close', streams.admit(userId));
      const steps = await findSteps(deps, userId, orderId);
      if (res.destroyed) return; // the reader has left while the order was awaited
      const stream = streams.open(res);
      if (req.method === 'HEAD') return stream.end();
      const lastSeq = resumeAfter(validated(req, streamStepsRequest)['last-event-id'], steps);
      const deliver = sendTo(stream, () => keys.ended.has(session));
      res.once('close', deps.feed.follow(orderId, lastSeq, deliver));
      deps.feed.offer(orderId, steps);
    },
  );

/**
 * Sends one step after the other. Ends the stream instead when the session has ended, or when that cannot be read: the
 * reader resumes, and is refused then.
 */
function sendTo(stream: EventStream, hasEnded: () => Promise<boolean>): (step: Step) => void {
  let previous = Promise.resolve();
  return (step) => {
    previous = previous.then(async () => {
      if (await hasEnded().catch(() => true)) stream.end();
      else stream.send(step.seq, 'step', presentStep(step));
    });
  };
}

/** The step that a reader had last; 0 when it had none, or names one that does not exist. */
function resumeAfter(lastEventId = '', steps: readonly Step[]): number {
  const seq = /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
  return seq <= steps.length ? seq : 0;
}
