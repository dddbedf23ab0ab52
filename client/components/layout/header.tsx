import { useRouter } from 'next/router';
import { useEffect } from 'react';
import type { Session } from '../../api/server-props/server-props';
import { AccountItems } from './account-items';
import { SHOP_NAME } from '../../domain/shop-name';
import { BrandMark } from './brand';
import { CartLink } from '../cart/cart-link';
import { Icon } from '../icon';
import Link from '../link';
import { MiniCart } from '../cart/mini-cart';
import { NavLink } from './nav-link';
import { SearchBox } from '../catalogue/search-box';

const MENUS = ['site-menu', 'account-menu'];

/** One row: name, search, menu and cart. From 64rem the menu's entries stand in the row themselves. */
export function Header({ session }: { session: Session }) {
  useClosedMenusOnMove();
  return (
    <header className="site-header">
      <div className="site-header-inner">
        <Link href="/" className="brand">
          <BrandMark />
          <span className="brand-name">{SHOP_NAME}</span>
        </Link>
        <SearchBox />
        <nav aria-label="Main" className="site-nav">
          <button type="button" popoverTarget="site-menu" className="icon-button menu-button">
            <Icon name="menu" />
            <span className="visually-hidden">Menu</span>
          </button>
          <ul id="site-menu" popover="auto" className="menu site-menu">
            <li>
              <NavLink href="/sell">Sell</NavLink>
            </li>
            {session.user && (
              <li>
                <NavLink href="/sell/products">My products</NavLink>
              </li>
            )}
            <li>
              <NavLink href="/orders">Orders</NavLink>
            </li>
            <AccountItems session={session} />
          </ul>
          <CartLink isOfGuest={session.state === 'guest'} />
          <MiniCart className="icon-button mini-cart-button needs-script">
            <Icon name="down" size={18} />
            <span className="visually-hidden">Show what is in your cart</span>
          </MiniCart>
        </nav>
      </div>
    </header>
  );
}

/** Moving on to another page without a reload leaves no menu open over it. */
function useClosedMenusOnMove(): void {
  const { events } = useRouter();
  useEffect(() => {
    const close = () => {
      for (const id of MENUS) document.getElementById(id)?.hidePopover?.();
    };
    events.on('routeChangeStart', close);
    return () => events.off('routeChangeStart', close);
  }, [events]);
}
