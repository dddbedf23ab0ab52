import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, version } from './fields';

/** An account was opened. Published by auth, also for accounts older than its bus; consumed by notifications. */
export const UserCreated = defineEvent(
  'UserCreated',
  'user:created',
  { id: documentId, email: z.string().min(1), version },
  ({ id, version: v }) => `${id}:${v}`,
);
export type UserCreated = EventData<typeof UserCreated>;
