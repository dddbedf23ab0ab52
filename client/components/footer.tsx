import Link from 'next/link';
import { SHOP_NAME } from './brand';

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
            <Link href="/">Catalogue</Link>
          </li>
          <li>
            <Link href="/orders" prefetch={false}>
              Help with an order
            </Link>
          </li>
        </ul>
      </nav>
    </footer>
  );
}
