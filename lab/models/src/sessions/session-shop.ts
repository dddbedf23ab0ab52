import { createLogger, openSession, readSession, type SessionOwner } from '@datnxecommerce/common';
import {
  followEndedSessions,
  UserSessionsEndedListener,
} from '../../../../common/src/session/sessions-ended-listener';
import { fusedWith } from '../explore';
import { judge, judgeOnceQuiescent } from '../invariants/sessions';
import type { Pending, Process } from '../world/process';
import { World } from '../world/world';
import { Replica, type End, type OpenedSession } from './replica';

type Request = Parameters<typeof openSession>[0];

const logger = createLogger('models', 'silent');
const SUBJECT = 'user:sessions_ended';
/** Longer than the lease of a relay on an outbox; no session expires meanwhile. */
const LEASE_MS = 60_000;
const MOST_ROUNDS = 10;

/**
 * Replicas of auth and of other services, one user and the sessions that were opened. After each step every replica is
 * asked for each session.
 */
export class SessionShop {
  readonly world = new World();
  readonly opened: OpenedSession[] = [];
  readonly violations: string[] = [];
  /** Names of the sessions that were open when an end began that was answered. */
  readonly overdue = new Set<string>();
  /** The passwords that answered requests took the place of. */
  readonly replaced: string[] = [];
  readonly replicas: Replica[];
  private readonly handled = new Map<string, End[]>();

  /**
   * @param names of the replicas: `auth 1`, `orders 1`
   * @param options how many ends a replica's memory holds, and how often each event is delivered
   */
  constructor(
    names: readonly string[],
    private readonly options: { mostInMemory?: number; copies?: number } = {},
  ) {
    this.replicas = names.map((name) => new Replica(name, options.mostInMemory));
    // Nothing here depends on when wrong passwords are counted or a new one is hashed.
    this.world.scheduler.madeAtOnce = /^signinfailures\.|^hash$/;
  }

  replica(name: string): Replica {
    const found = this.replicas.find((each) => each.name === name);
    if (!found) throw new Error(`there is no replica ${name}`);
    return found;
  }

  session(name: string): OpenedSession {
    const found = this.opened.find((each) => each.name === name);
    if (!found) throw new Error(`no session ${name} was opened`);
    return found;
  }

  /** Begins a piece of work of a replica, which ends with it. */
  async start({ service, processes }: Replica, name: string, work: () => Promise<unknown>): Promise<Process> {
    const process = await this.world.scheduler.start(service, name, work);
    processes.add(process);
    return process;
  }

  /** Gives somebody a session, as the answer to a request does. */
  give(owner: SessionOwner, given: Omit<OpenedSession, 'cookie' | 'session'>, { keys }: Replica): void {
    const req = {} as Request & { session?: unknown };
    openSession(req, owner, keys);
    const cookie = `session=${Buffer.from(JSON.stringify(req.session)).toString('base64')}`;
    const session = readSession({ headers: { cookie } } as Request, keys);
    if (!session) throw new Error(`${given.name} is no session`);
    this.opened.push({ ...given, cookie, session });
  }

  /** A replica learns of an end, or has answered a request that brings one. */
  handle(replica: Replica, end: End): void {
    replica.known.push(end);
    this.handled.set(replica.service, [...(this.handled.get(replica.service) ?? []), end]);
  }

  /** Does something with each step at once. */
  async hurried(work: () => Promise<unknown>): Promise<void> {
    this.world.scheduler.isHurried = true;
    await work();
    this.world.scheduler.isHurried = false;
  }

  async boot(replica: Replica): Promise<void> {
    replica.clear();
    await this.start(replica, `boot ${replica.name}`, async () => {
      const known = [...(this.handled.get(replica.service) ?? [])];
      const keys = replica.newKeys();
      await keys.ended.load();
      followEndedSessions(replica.bus, new UserSessionsEndedListener(keys.ended), logger);
      Object.assign(replica, { keys, known, isUp: true });
    });
  }

  /** What may come next. */
  choices(): Pending[] {
    return this.world.scheduler.ready().filter(({ kind }) => kind === 'step');
  }

  /** Makes the next step of one process, a read together with the guarded write that follows it. */
  async step(choice: number): Promise<void> {
    const pending = this.choices()[choice];
    if (!pending) throw new Error('the schedule does not repeat itself');
    const { length } = this.opened;
    await this.world.scheduler.let(pending);
    const fused = fusedWith(pending, pending.process.pending.at(-1));
    if (fused) await this.world.scheduler.let(fused);
    const own = this.replicas.filter(({ processes }) => processes.has(pending.process));
    await this.afterStep(own.length > 0 && this.opened.length === length ? own : this.replicas);
  }

  /**
   * What a step brings with it: replicas die and start, and the broker sends what is new to each.
   * @param touched whose answers may be others now
   */
  async afterStep(touched = this.replicas): Promise<void> {
    for (const replica of this.replicas) {
      if (replica.isDoomed) await this.restart(replica);
      if (replica.isUp) await this.send(replica);
    }
    await judge(this, touched);
  }

  private async restart(replica: Replica): Promise<void> {
    for (const process of replica.processes) await this.kill(process);
    await this.boot(replica);
  }

  private async kill(process: Process): Promise<void> {
    if (this.world.scheduler.processes.includes(process)) await this.world.scheduler.kill(process);
  }

  /** At each connect all that the subscription asks for, afterwards what is new. */
  private async send(replica: Replica): Promise<void> {
    const { broker, scheduler } = this.world;
    const { log } = broker;
    if (broker.isDown) {
      replica.isConnected = false;
      for (const process of replica.processes) if (isOnItsWay(process)) await this.kill(process);
      return;
    }
    const since = scheduler.now - (replica.subscription?.replayMs ?? 0);
    const due = replica.isConnected
      ? log.slice(replica.position)
      : log.filter(({ time }) => time.getTime() >= since);
    Object.assign(replica, { isConnected: true, position: log.length });
    for (const message of due.filter(({ subject }) => subject === SUBJECT))
      for (let copy = 0; copy < (this.options.copies ?? 1); copy += 1) await this.deliver(replica, message);
  }

  /** Starts a delivery, which the schedule may put off behind those that come after it. */
  async deliver(replica: Replica, message: World['broker']['log'][number]): Promise<void> {
    await this.start(replica, `end ${message.sequence} to ${replica.name}`, async () => {
      await this.world.scheduler.perform({ label: 'deliver', run: () => undefined, lost: () => undefined });
      await replica.subscription?.handle(message);
      this.handle(replica, JSON.parse(message.data) as End);
    });
  }

  /** Ends the outage, sends and delivers all that is left, and judges every session by the account. */
  async settle(): Promise<void> {
    const { broker, databases, scheduler } = this.world;
    broker.isDown = false;
    const isLeft = (): boolean => databases.everythingOf('auth').some(({ outboxAt }) => outboxAt);
    await this.hurried(async () => {
      for (let round = 0; isLeft() && round < MOST_ROUNDS; round += 1) {
        await this.world.relay('auth');
        scheduler.now += LEASE_MS;
        scheduler.monotonic += LEASE_MS;
      }
      await this.afterStep();
    });
    if (isLeft()) this.violations.push('I13: an end waits in an outbox');
    await judgeOnceQuiescent(this);
  }

  snapshot(): string {
    const { databases, broker, scheduler } = this.world;
    const { opened, violations, overdue, replicas, handled } = this;
    const processes = scheduler.processes.map(({ name, history }) =>
      JSON.stringify([name, history.map(({ label, value, error }) => [label, value, error?.message])]),
    );
    return JSON.stringify([
      databases.snapshot(),
      broker.log.map(({ data }) => data),
      [broker.isDown, scheduler.now, violations, this.replaced.toSorted()],
      [opened, [...overdue], [...handled], replicas.map((replica) => replica.snapshot())],
      processes.sort(),
    ]);
  }

  /** @returns what brings all of it back to what it is now, with replicas that were just restarted */
  save(): () => Promise<void> {
    const restore = this.world.save();
    const kept = { opened: [...this.opened], handled: [...this.handled] };
    const running = this.replicas.filter(({ isUp }) => isUp);
    return async () => {
      restore();
      this.opened.splice(0, Infinity, ...kept.opened);
      this.violations.length = 0;
      this.overdue.clear();
      this.replaced.length = 0;
      this.handled.clear();
      for (const [service, ends] of kept.handled) this.handled.set(service, ends);
      await this.hurried(async () => {
        for (const replica of this.replicas) replica.clear();
        for (const replica of running) await this.boot(replica);
        await this.afterStep();
      });
    };
  }
}

const isOnItsWay = ({ pending }: Process): boolean => pending[0]?.label === 'deliver';
