import Link from 'next/link';
import type { Session } from '../api/server-props';
import { countOf, useCart } from '../hooks/use-cart';
import { SHOP_NAME } from './brand';
import { SearchBox } from './search-box';

export function Header({ session }: { session: Session }) {
  return (
    <header className="site-header">
      <div className="site-header-inner">
        <Link href="/" className="brand">
          <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" className="brand-mark">
            <path d="M3 9.5 5 4h14l2 5.5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0Z" />
            <path d="M5 13.5V20h14v-6.5" fill="none" stroke="currentColor" strokeWidth="2" />
          </svg>
          {SHOP_NAME}
        </Link>
        <SearchBox />
        <nav aria-label="Main" className="site-nav">
          <ul>
            <li>
              <Link href="/sell">Sell</Link>
            </li>
            <li>
              <Link href="/orders" prefetch={false}>
                Orders
              </Link>
            </li>
            <li>
              <CartLink />
            </li>
            <Account session={session} />
          </ul>
        </nav>
      </div>
    </header>
  );
}

function CartLink() {
  const { items } = useCart();
  const count = items && countOf(items);
  return (
    <Link href="/cart" className="cart-link" prefetch={false}>
      Cart
      {count !== null && count > 0 && (
        <>
          <span className="visually-hidden">{`, ${count} ${count === 1 ? 'item' : 'items'}`}</span>
          <span className="badge" aria-hidden="true">
            {count > 99 ? '99+' : count}
          </span>
        </>
      )}
    </Link>
  );
}

function Account({ session }: { session: Session }) {
  if (session.state === 'unknown') {
    return <li className="account-name">Account unavailable</li>;
  }
  if (!session.user) {
    return (
      <>
        <li>
          <Link href="/auth/signin">Sign in</Link>
        </li>
        <li>
          <Link href="/auth/signup" className="button button-small">
            Sign up
          </Link>
        </li>
      </>
    );
  }
  return (
    <>
      <li className="account-name" title={session.user.email}>
        <Link
          href="/account"
          prefetch={false}
          aria-label={`Your account, signed in as ${session.user.email}`}
        >
          <span className="account-email">{session.user.email}</span>
          <span className="account-short">Account</span>
        </Link>
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
