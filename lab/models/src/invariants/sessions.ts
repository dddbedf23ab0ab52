import { MAX_AGE_SECONDS } from '../../../../common/src/session/current-session';
import { callerOf, recordOf } from '../sessions/caller';
import { covers, type OpenedSession, type Replica } from '../sessions/replica';
import type { World } from '../world/world';

/** What is judged: the sessions that were opened, what has ended, and what replicas say of them. */
interface Judged {
  readonly world: World;
  readonly replicas: readonly Replica[];
  readonly opened: readonly OpenedSession[];
  readonly overdue: ReadonlySet<string>;
  readonly replaced: readonly string[];
  readonly violations: string[];
}

interface Account {
  gen?: number;
  password: string;
}

/** Whether auth has ended a session. */
function hasEnded({ world: { databases } }: Judged, { session }: OpenedSession): boolean {
  const { gen = 0 } = accountOf(databases.documents<Account>('auth', 'users'));
  const signOuts = databases.documents<{ _id: string }>('auth', 'signouts');
  return session.gen < gen || signOuts.some(({ _id }) => _id === session.sessionId);
}

function accountOf([account]: Account[]): Account {
  if (!account) throw new Error('there is no account');
  return account;
}

const isExpired = ({ world: { scheduler } }: Judged, { session }: OpenedSession): boolean =>
  scheduler.now / 1000 >= session.user.iat + MAX_AGE_SECONDS;

/**
 * I17: a replica refuses a session whose end it knows, and goes on refusing what it has refused; no replica refuses a
 * session that has not ended.
 */
export async function judge(shop: Judged, replicas = shop.replicas): Promise<void> {
  for (const replica of replicas.filter(({ isUp }) => isUp))
    for (const opened of shop.opened) {
      if (isExpired(shop, opened)) continue;
      const isAccepted = await ask(shop, replica, opened);
      note(shop, faultsOf(shop, { replica, opened, isAccepted }));
      if (!isAccepted) replica.refused.add(opened.name);
    }
}

/** @returns whether a replica accepts a session; when it has to read, it does so at once */
async function ask(
  shop: Judged,
  { service, keys }: Replica,
  { cookie, session }: OpenedSession,
): Promise<boolean> {
  if (keys.ended.hasInMemory(session) !== undefined) return (await callerOf(cookie, keys)) !== null;
  let isAccepted = false;
  const { scheduler } = shop.world;
  const { isHurried } = scheduler;
  scheduler.isHurried = true;
  await scheduler.start(service, 'ask', async () => {
    isAccepted = (await callerOf(cookie, keys)) !== null;
  });
  scheduler.isHurried = isHurried;
  return isAccepted;
}

interface Verdict {
  replica: Replica;
  opened: OpenedSession;
  isAccepted: boolean;
}

function faultsOf(shop: Judged, { replica, opened, isAccepted }: Verdict): string[] {
  const { name, session } = opened;
  if (!isAccepted) return hasEnded(shop, opened) ? [] : [`${replica.name} refuses ${name}, which goes on`];
  const isKnown = replica.known.some((end) => covers(end, session));
  return [
    ...(isKnown ? [`${replica.name} knows that ${name} ended, and accepts it`] : []),
    ...(replica.refused.has(name) ? [`${replica.name} has refused ${name}, and accepts it again`] : []),
  ];
}

/**
 * I17 once all ends were delivered: each replica refuses what has ended: all sessions of earlier passwords, and all
 * that were open when an end began that was answered. A password is replaced once.
 */
export async function judgeOnceQuiescent(shop: Judged): Promise<void> {
  await judge(shop);
  const { replaced } = shop;
  if (new Set(replaced).size < replaced.length) note(shop, ['one password was replaced twice']);
  const { password } = accountOf(shop.world.databases.documents<Account>('auth', 'users'));
  for (const opened of shop.opened) {
    const { name } = opened;
    if (isExpired(shop, opened)) note(shop, [`${name} expired before it could be judged`]);
    const isOld = recordOf(opened.password) !== password;
    const mustEnd = isOld || shop.overdue.has(name);
    if (mustEnd && !hasEnded(shop, opened)) note(shop, [`${name} should have ended, and goes on`]);
    for (const replica of shop.replicas)
      if (replica.refused.has(name) !== hasEnded(shop, opened))
        note(shop, [`${replica.name} is wrong about ${name} in the end`]);
  }
}

const note = ({ violations }: Judged, found: string[]): void =>
  found.forEach((fault) => violations.includes(`I17: ${fault}`) || violations.push(`I17: ${fault}`));
