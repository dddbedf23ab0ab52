import { loadCartProducts, type ProductsById } from '../api/cart-lines';
import { type BoughtAgain, boughtAgainText, readBoughtAgain } from '../api/server-props/bought-again';
import { type Session, shopPage } from '../api/server-props/server-props';
import { CartLineRow } from '../components/cart/cart-line-row';
import { CartSummary } from '../components/cart/cart-summary';
import { EmptyState } from '../components/empty-state';
import { LeftLines } from '../components/cart/left-lines';
import { LinesLoading } from '../components/cart/lines-loading';
import Link from '../components/link';
import { PageTitle } from '../components/layout/page-title';
import { StorageNote } from '../components/cart/storage-note';
import { TAKES_FOCUS } from '../components/takes-focus';
import { useCart } from '../hooks/cart/use-cart';
import { useCartLines } from '../hooks/cart/use-cart-lines';
import { useCartWatch } from '../hooks/cart/use-cart-watch';
import { usePlainAddress } from '../hooks/use-plain-address';
import { useRemovedLines } from '../hooks/cart/use-removed-lines';

interface Props {
  /** Null while the products service does not answer. */
  products: ProductsById | null;
  boughtAgain: BoughtAgain | null;
}

export const getServerSideProps = shopPage<Props>(
  async ({ client, session, context }) => ({
    props: {
      products: await loadCartProducts(client, await session).catch(() => null),
      boughtAgain: readBoughtAgain(context.query),
    },
  }),
  { awaitsSession: true },
);

/** What the visitor is about to buy, at today's prices; a guest's cart appears once the page's script runs. */
export default function CartPage({ products, boughtAgain, session }: Props & { session: Session }) {
  usePlainAddress(boughtAgain !== null);
  const { items, setQuantity } = useCart();
  const { lines, left, isUnavailable, reload } = useCartLines(products);
  const changes = useCartWatch({ lines, reload });
  const { rows, remove, undo } = useRemovedLines(lines, setQuantity);

  return (
    <>
      <PageTitle>Your cart</PageTitle>
      {session.state === 'guest' && <GuestNote />}
      {boughtAgain && (
        <p
          role="status"
          className={boughtAgain.missed + boughtAgain.short > 0 ? 'notice notice-warn' : 'notice'}
          {...TAKES_FOCUS}
        >
          {boughtAgainText(boughtAgain)}
        </p>
      )}
      <p role="status" className={changes ? 'notice notice-warn' : 'visually-hidden'}>
        {changes && `Changed while you were here. ${changes}`}
      </p>
      <LeftLines left={left} items={items ?? []} />
      {lines === null && <LinesLoading isUnavailable={isUnavailable} />}
      {lines && rows.length === 0 && (
        <EmptyState title="Nothing in here yet">
          {session.state !== 'guest' && <p>Everything you add waits here for you.</p>}
          <Link href="/" className="button button-main">
            Find something good
          </Link>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <noscript>
          <p className="notice">Changing what is in your cart needs JavaScript.</p>
        </noscript>
      )}
      {lines && rows.length > 0 && (
        <div className="with-summary">
          <ul className="lines">
            {rows.map(({ line, isRemoved }) => (
              <CartLineRow
                key={line.productId}
                line={line}
                isRemoved={isRemoved}
                onQuantity={(quantity) => void setQuantity(line.productId, quantity)}
                onRemove={() => remove(line)}
                onUndo={() => undo(line)}
              />
            ))}
          </ul>
          <CartSummary lines={lines} isGuest={session.state === 'guest'} />
        </div>
      )}
    </>
  );
}

/** Comes with the page, so that the largest text of a guest's cart does not wait for its script. */
function GuestNote() {
  return (
    <>
      <p className="lead cart-lead">Everything you add waits here for you, even before you sign in.</p>
      <StorageNote />
    </>
  );
}
