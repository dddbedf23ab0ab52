import { requestReset } from '../../../../auth/src/domain/request-reset';
import { signUp } from '../../../../auth/src/domain/sign-up';
import { resetTokenOf } from '../../../../common/src/session/reset-token';
import { Replica } from './replica';
import { SessionShop } from './session-shop';
import { depsOf, EMAIL, RESET_KEYS, signsIn, type Visitor } from './visitors';

/** A shop whose user has signed in with the password `old`: the sessions `first` and `second`. */
export async function shopWithSessions(
  ...given: ConstructorParameters<typeof SessionShop>
): Promise<SessionShop> {
  const shop = new SessionShop(...given);
  await shop.hurried(async () => {
    for (const replica of shop.replicas) await shop.boot(replica);
    const auth = shop.replica('auth 1');
    const user = { email: EMAIL, typedEmail: EMAIL, password: 'old' };
    await shop.start(auth, 'sign up', () => signUp(depsOf(shop, auth), user));
    await signsIn('first', 'auth 1', 'old').start(shop);
    await signsIn('second', 'auth 1', 'old').start(shop);
  });
  return shop;
}

/** Makes all steps of visitors, one after the other. */
export function inTurn(shop: SessionShop, ...visitors: Visitor[]): Promise<void> {
  return shop.hurried(async () => {
    for (const visitor of visitors) {
      await visitor.start(shop);
      await shop.afterStep();
    }
  });
}

/** The token in the mail for somebody who has forgotten the password. */
export async function tokenFromMail(shop: SessionShop): Promise<string> {
  const reset = { email: EMAIL, typedEmail: EMAIL };
  await shop.hurried(() => shop.start(shop.replica('auth 1'), 'forgot', () => requestReset(reset)));
  const [stored] = shop.world.databases.documents<{ resetId: string }>('auth', 'passwordresets');
  return resetTokenOf(stored!.resetId, RESET_KEYS);
}

/** A replica that was never started: the visitor `restarts` starts it. */
export function withReplica(shop: SessionShop, ...given: ConstructorParameters<typeof Replica>): SessionShop {
  shop.replicas.push(new Replica(...given));
  return shop;
}
