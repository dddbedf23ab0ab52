import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId } from './fields';

/** How a session is known: the first characters of its token's signature, too few to forge the token from. */
export const SESSION_ID = /^[\w-]{16}$/;

/**
 * Sessions of a user ended before they expired: all of generations below `gen` and, when it is there, the one of
 * `sessionId`. Published by auth; consumed by every process of every service.
 */
export const UserSessionsEnded = defineEvent(
  'UserSessionsEnded',
  'user:sessions_ended',
  {
    id: documentId,
    gen: z.int().nonnegative().meta({ description: 'The oldest generation of sessions that goes on' }),
    sessionId: z.string().regex(SESSION_ID, 'must be a session id').optional(),
  },
  ({ id, gen, sessionId }) => [id, gen, ...(sessionId ? [sessionId] : [])].join(':'),
);
export type UserSessionsEnded = EventData<typeof UserSessionsEnded>;
