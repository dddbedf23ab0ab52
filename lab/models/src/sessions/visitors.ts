import { resetKeys } from '@datnxecommerce/common';
import type { AuthDeps } from '../../../../auth/src/domain/auth-deps';
import { changePassword } from '../../../../auth/src/domain/change-password';
import { endAllSessions, endSession } from '../../../../auth/src/domain/end-sessions';
import { KnownDevices } from '../../../../auth/src/domain/known-devices';
import { resetPassword } from '../../../../auth/src/domain/reset-password';
import { signIn } from '../../../../auth/src/domain/sign-in';
import { SignInThrottle } from '../../../../auth/src/domain/sign-in-throttle';
import { PasswordHasher } from '../../../../auth/src/services/password';
import type { Process } from '../world/process';
import { callerOf, recordOf } from './caller';
import { covers, type End, type Replica } from './replica';
import type { SessionShop } from './session-shop';

export const EMAIL = 'ann@example.com';
const SECRET = 'a secret for models, at least 32 bytes long';
export const RESET_KEYS = resetKeys({ JWT_KEY: SECRET });

/** A request, or what happens to machines: its steps come in every order with those of the others. */
export interface Visitor {
  start(shop: SessionShop): Promise<Process>;
}

/** Hashing takes a step, and no processor. */
class StepHasher extends PasswordHasher {
  constructor(private readonly shop: SessionShop) {
    super({ costLog2: 1, parallel: 1, queue: 1 });
  }

  override hash(password: string): Promise<string> {
    return this.step('hash', () => recordOf(password));
  }

  override verify(password: string, record?: string): Promise<boolean> {
    return this.step('verify', () => recordOf(password) === record);
  }

  override isOutdated(): boolean {
    return false;
  }

  private step<Result>(label: string, run: () => Result): Promise<Result> {
    return this.shop.world.scheduler.perform({ label, run, lost: run });
  }
}

const DEVICES = new KnownDevices(SECRET);
const THROTTLE = new SignInThrottle({ freeFailures: 5, longestDelayMs: 1000 });

/** What auth's use cases need, as one of its replicas has it. */
export const depsOf = (shop: SessionShop, { keys: { ended } }: Replica): AuthDeps =>
  ({
    passwords: new StepHasher(shop),
    throttle: THROTTLE,
    devices: DEVICES,
    resetKeys: RESET_KEYS,
    ended,
  }) as Partial<AuthDeps> as AuthDeps;

/** A sign-in; the session has its name. */
export const signsIn = (name: string, at: string, password: string): Visitor => ({
  start: (shop) => {
    const replica = shop.replica(at);
    return shop.start(replica, name, async () => {
      const given = { email: EMAIL, typedEmail: EMAIL, password };
      const owner = await signIn(depsOf(shop, replica), given);
      shop.give(owner, { name, password }, replica);
    });
  },
});

/** Work that ends sessions; it tells which, when it is answered. */
type EndingWork = (
  shop: SessionShop,
  of: { replica: Replica; userId: string },
) => Promise<{ end: End; answer?: () => void }>;

/** A request that ends sessions; the session that makes it is not asked for when there is none. */
const ends = (name: string, { at, by }: { at: string; by?: string }, work: EndingWork): Visitor => ({
  start: (shop) => {
    const replica = shop.replica(at);
    const open = [...shop.opened];
    return shop.start(replica, name, async () => {
      const caller = by === undefined ? undefined : await callerOf(shop.session(by).cookie, replica.keys);
      if (caller === null) return;
      const { end, answer } = await work(shop, { replica, userId: caller?.id ?? '' });
      shop.handle(replica, end);
      for (const opened of open) if (covers(end, opened.session)) shop.overdue.add(opened.name);
      answer?.();
    });
  },
});

/** A change of the password from `currentPassword`; the fresh session has the name of the new one. */
export const changesPassword = (at: string, currentPassword: string, newPassword: string): Visitor =>
  ends(`change to ${newPassword}`, { at, by: 'first' }, async (shop, { replica, userId }) => {
    const owner = await changePassword(depsOf(shop, replica), userId, { currentPassword, newPassword });
    const end = { id: owner.id, gen: owner.gen ?? 0 };
    shop.replaced.push(currentPassword);
    const given = { name: newPassword, password: newPassword };
    return { end, answer: () => shop.give(owner, given, replica) };
  });

/** A new password by the link of a mail, which was asked for when the password was `old`. */
export const resetsPassword = (at: string, token: string, newPassword: string): Visitor =>
  ends(`reset to ${newPassword}`, { at }, async (shop, { replica }) => {
    await resetPassword(depsOf(shop, replica), { token, newPassword });
    shop.replaced.push('old');
    const { user, gen } = shop.session('first').session;
    return { end: { id: user.id, gen: gen + 1 } };
  });

export const signsOutEverywhere = (at: string, by: string): Visitor =>
  ends('sign out everywhere', { at, by }, async (shop, { replica, userId }) => {
    await endAllSessions(depsOf(shop, replica), userId);
    return { end: { id: userId, gen: shop.session(by).session.gen + 1 } };
  });

export const signsOut = (at: string, by: string): Visitor =>
  ends(`sign out ${by}`, { at, by }, async (shop, { replica }) => {
    const { session } = shop.session(by);
    await endSession(depsOf(shop, replica), session);
    return { end: { id: session.user.id, gen: session.gen, sessionId: session.sessionId } };
  });

/** A request of this session at a replica, if that is up when the request comes. */
export const asks = (name: string, at: string): Visitor => ({
  start: (shop) => {
    const { scheduler } = shop.world;
    const replica = shop.replica(at);
    const { cookie, session } = shop.session(name);
    return scheduler.start(replica.service, `${name} asks ${at}`, async () => {
      await scheduler.perform({ label: 'request', run: () => undefined, lost: () => undefined });
      if (!replica.isUp) return;
      replica.processes.add(scheduler.current);
      const isKnown = replica.known.some((end) => covers(end, session));
      if (isKnown && (await callerOf(cookie, replica.keys)))
        shop.violations.push(`I17: ${at} answered ${name}, which it knew to have ended`);
    });
  },
});

/** Something that happens in one step. */
const happens = (label: string, run: (shop: SessionShop) => void): Visitor => ({
  start: (shop) => {
    const { scheduler } = shop.world;
    const step = { label, run: () => run(shop), lost: () => undefined };
    return scheduler.start('auth', label, () => scheduler.perform(step));
  },
});

/** A replica is killed, if it runs, and started. */
export const restarts = (name: string): Visitor =>
  happens(`restart of ${name}`, (shop) => void (shop.replica(name).isDoomed = true));

export const brokerStops: Visitor = happens('broker stops', ({ world }) => void (world.broker.isDown = true));

export const brokerStarts: Visitor = happens(
  'broker starts',
  ({ world }) => void (world.broker.isDown = false),
);
