import { SHOP_NAME } from '../../domain/shop-name';
import { NavLink } from './nav-link';

export function Footer() {
  return (
    <footer className="site-footer">
      <p>
        <strong>{SHOP_NAME}</strong> – everyone can sell, everyone can buy. If the last piece goes to someone
        faster, your money comes back by itself.
      </p>
      <nav aria-label="Help">
        <ul>
          <li>
            <NavLink href="/">Catalogue</NavLink>
          </li>
          <li>
            <NavLink href="/help">Help with an order</NavLink>
          </li>
        </ul>
      </nav>
    </footer>
  );
}
