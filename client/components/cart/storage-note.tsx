import { useSyncExternalStore } from 'react';
import { localStore } from '../../hooks/browser-storage';
import { guestCart } from '../../hooks/cart/guest-cart';

/** Says that a guest's list ends with the page, where the browser does not let us store it. */
export function StorageNote() {
  const isDurable = useSyncExternalStore(guestCart.subscribe, localStore.isDurable, () => true);
  return (
    <p role="status" className={isDurable ? 'visually-hidden' : 'notice'}>
      {!isDurable &&
        'Your browser does not let us store your cart, so it lasts until you close or reload this page. Sign in to keep it.'}
    </p>
  );
}
