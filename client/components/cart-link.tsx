import { countOf, useCart } from '../hooks/use-cart';
import { Icon } from './icon';
import { NavLink } from './nav-link';

/** The way to the cart, with the number of pieces in its name and in a badge. */
export function CartLink() {
  const { items } = useCart();
  const count = items && countOf(items);
  return (
    <NavLink href="/cart" className="cart-link">
      <Icon name="cart" />
      <span className="cart-word">Cart</span>
      {count !== null && count > 0 && (
        <>
          <span className="visually-hidden">{`, ${count} ${count === 1 ? 'item' : 'items'}`}</span>
          <span className="badge" aria-hidden="true">
            {count > 99 ? '99+' : count}
          </span>
        </>
      )}
    </NavLink>
  );
}
