import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Session } from '../api/server-props/server-props';
import { CartLink } from '../components/cart/cart-link';
import { CartProvider } from '../hooks/cart/use-cart';
import { ToastProvider } from '../hooks/use-toasts';

const router = { pathname: '/', events: { on: () => undefined, off: () => undefined } };
const ITEMS = [{ productId: 'p1', quantity: 2 }];
const ANN: Session = { state: 'user', user: { id: 'u1', email: 'ann@example.com' }, cart: ITEMS, asked: [] };
const GUEST: Session = { state: 'guest', user: null, cart: null, asked: ITEMS };

const linkOf = (session: Session, isOfGuest: boolean) =>
  renderToStaticMarkup(
    <RouterContext value={router as never}>
      <ToastProvider>
        <CartProvider session={session}>
          <CartLink isOfGuest={isOfGuest} />
        </CartProvider>
      </ToastProvider>
    </RouterContext>,
  );

it('counts the cart of a signed-in visitor and of a guest', () => {
  expect(linkOf(ANN, false)).toContain(', 2 items');
  expect(linkOf(GUEST, true)).toContain(', 2 items');
});

it('does not count the cart of a session that has ended', () => {
  expect(linkOf(ANN, true)).not.toContain('item');
});
