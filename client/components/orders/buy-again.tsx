import type { Order } from '../../api/types';
import { sendOnce } from '../../hooks/send-once';

/** Puts what was ordered into the cart once more, as far as it is still on sale. Works without script. */
export function BuyAgain({ order, isSmall = false }: { order: Order; isSmall?: boolean }) {
  const titles = order.items.map(({ title }) => title).join(', ');
  return (
    <form method="post" action="/orders" onSubmit={sendOnce} className="buy-again">
      <input type="hidden" name="again" value={order.id} />
      <button type="submit" className={isSmall ? 'button button-small' : 'button'}>
        Buy again<span className="visually-hidden">: {titles}</span>
      </button>
    </form>
  );
}
