import { UserSessionsEnded } from '../events/contracts';
import { listen } from '../events/listen';
import { Listener } from '../events/listener';
import type { EventBus } from '../messaging/event-bus';
import type { Logger } from '../telemetry/logger';
import { KEPT_MS } from './ended-session';
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

/** Subscribes this process: each connect begins with all ends that a token may have outlived. */
export const followEndedSessions = (
  bus: EventBus,
  listener: UserSessionsEndedListener,
  logger: Logger,
): void => listen(bus, { replayMs: KEPT_MS }, listener, logger);
