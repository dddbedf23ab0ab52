import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, utcTime } from './fields';

/** How a reset is known; the token of its link cannot be derived from it without the key. */
const RESET_ID = /^[\w-]{22}$/;

/**
 * The owner of an account asked for a new password. Published by auth; consumed by notifications, which mails the link.
 * It carries neither the address nor the token.
 */
export const UserPasswordResetRequested = defineEvent(
  'UserPasswordResetRequested',
  'user:password_reset_requested',
  {
    id: documentId,
    resetId: z.string().regex(RESET_ID, 'must be a reset id'),
    expiresAt: utcTime.meta({ description: 'The link works until then' }),
  },
  ({ id, resetId }) => `${id}:${resetId}`,
);
export type UserPasswordResetRequested = EventData<typeof UserPasswordResetRequested>;
