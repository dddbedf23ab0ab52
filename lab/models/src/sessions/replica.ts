import type { BusMessage, EventBus, Session, SessionKeys, UserSessionsEnded } from '@datnxecommerce/common';
import { EndedSessions } from '../../../../common/src/session/ended-sessions';
import { sessionKeys } from '../../../../common/src/session/session';
import type { Process, Service } from '../world/process';

/** Sessions that ended, as an event has it. */
export type End = Omit<UserSessionsEnded, 'meta'>;

/** A session that somebody was given. */
export interface OpenedSession {
  name: string;
  /** The Cookie header that carries it. */
  cookie: string;
  session: Session;
  /** The password that it was opened with. */
  password: string;
}

const JWT_KEY = 'a key for models, at least 32 bytes long';

/** One process of a service, which lives until it is killed: what it has in memory, and its subscription. */
export class Replica {
  readonly service: Service;
  keys: SessionKeys = this.newKeys();
  /** It has booted, and answers requests. */
  isUp = false;
  isConnected = false;
  /** The next step of the model kills it. */
  isDoomed = false;
  /** How many messages of the broker's log it was sent. */
  position = 0;
  /** The ends that it has handled, and those that its service had stored before it was started. */
  known: End[] = [];
  /** Names of the sessions that it has refused. */
  readonly refused = new Set<string>();
  readonly processes = new Set<Process>();
  subscription?: { replayMs: number; handle: (message: BusMessage) => Promise<void> };

  /**
   * @param name its service and a number
   * @param mostInMemory how many ends its memory holds
   */
  constructor(
    readonly name: string,
    private readonly mostInMemory?: number,
  ) {
    this.service = name.split(' ')[0] as Service;
  }

  newKeys(): SessionKeys {
    return { ...sessionKeys(JWT_KEY), ended: new EndedSessions(this.mostInMemory) };
  }

  /** A process that has only just been started. */
  clear(): void {
    Object.assign(this, { isUp: false, isConnected: false, isDoomed: false, position: 0, known: [] });
    this.subscription = undefined;
    this.refused.clear();
    this.processes.clear();
  }

  /** Its end of the broker: it remembers what is subscribed to. */
  readonly bus = {
    subscribe: ({ replayMs = 0 }, handle) => {
      this.subscription = { replayMs, handle };
    },
    onConnect: () => undefined,
  } as Pick<EventBus, 'subscribe' | 'onConnect'> as EventBus;

  /** All that decides what it does next. */
  snapshot(): unknown {
    const { name, isUp, isConnected, position, known, refused, keys } = this;
    return [name, isUp, isConnected, position, known, [...refused], memoryOf(keys.ended)];
  }
}

const memoryOf = (ended: EndedSessions): unknown => {
  const { newest, completeSince } = ended as unknown as {
    newest: Map<string, object>;
    completeSince: number;
  };
  return [...newest, completeSince];
};

/** Whether an end is one of this session. */
export const covers = ({ id, gen, sessionId }: End, { user, ...session }: Session): boolean =>
  sessionId === session.sessionId || (id === user.id && gen > session.gen);
