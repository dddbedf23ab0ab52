import { countOf, useCart } from '../../hooks/cart/use-cart';
import { Icon } from '../icon';
import { NavLink } from '../layout/nav-link';

/**
 * The way to the cart, with the number of pieces in its name and in a badge.
 * @param isOfGuest whether the header is a guest's; once a session has ended, its cart is not counted in it
 */
export function CartLink({ isOfGuest }: { isOfGuest: boolean }) {
  const { items, isGuest } = useCart();
  const count = items && isGuest === isOfGuest ? countOf(items) : 0;
  return (
    <NavLink href="/cart" className="cart-link">
      <Icon name="cart" />
      <span className="cart-word">Cart</span>
      {count > 0 && (
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
