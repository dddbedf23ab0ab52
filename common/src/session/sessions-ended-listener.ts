import { UserSessionsEnded } from '../events/contracts';
import { Listener } from '../events/listener';
import type { EndedSessions } from './ended-sessions';

/** The sessions end in this process. Every process consumes it, so it has no queue group. */
export class UserSessionsEndedListener extends Listener<typeof UserSessionsEnded> {
  readonly contract = UserSessionsEnded;

  constructor(private readonly ended: EndedSessions) {
    super();
  }

  handle(event: UserSessionsEnded): Promise<void> {
    return this.ended.end(event);
  }
}
