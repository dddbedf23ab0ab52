import type { Session } from '../../api/server-props/server-props';
import { Icon } from '../icon';
import { NavLink } from './nav-link';

/** The menu's entries about the visitor: sign-in for a guest, else the account's menu and the way out. */
export function AccountItems({ session }: { session: Session }) {
  if (session.state === 'unknown') {
    return <li className="account-note">Account unavailable</li>;
  }
  if (!session.user) {
    return (
      <>
        <li>
          <NavLink href="/auth/signin">Sign in</NavLink>
        </li>
        <li>
          <NavLink href="/auth/signup" className="button button-small">
            Sign up
          </NavLink>
        </li>
      </>
    );
  }
  return (
    <>
      <li>
        <AccountMenu email={session.user.email} />
      </li>
      <li>
        <form method="post" action="/auth/signout">
          <button type="submit" className="link-button">
            Sign out
          </button>
        </form>
      </li>
    </>
  );
}

/** Opens below the header on wide screens; on narrow ones its entries stand in the site's menu. */
function AccountMenu({ email }: { email: string }) {
  return (
    <>
      <button type="button" popoverTarget="account-menu" className="link-button account-button">
        <Icon name="person" /> Account
      </button>
      <div id="account-menu" popover="auto" className="menu account-menu">
        <p className="account-note">
          Signed in as <strong>{email}</strong>
        </p>
        <NavLink href="/account">Your account</NavLink>
      </div>
    </>
  );
}
