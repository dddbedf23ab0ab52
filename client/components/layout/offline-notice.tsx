import { useSyncExternalStore } from 'react';
import Link from '../link';

interface Props {
  /** The address of the page that did not load. */
  unreached: string | null;
}

/**
 * Says that this device has no network, as long as it has none, or that a page did not load. The live region is
 * always there.
 */
export function OfflineNotice({ unreached }: Props) {
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div role="status">
      {unreached && (
        <p className="notice notice-warn" tabIndex={-1} ref={bringIntoSight}>
          <strong>No connection.</strong> The next page did not load, so you are still on this one.{' '}
          <Link href={unreached}>Try again</Link>
        </p>
      )}
      {!isOnline && !unreached && (
        <p className="notice notice-warn">
          <strong>You are offline.</strong> What you see may be out of date. Your cart and your orders are
          kept; go on once you are connected again.
        </p>
      )}
    </div>
  );
}

/** The shopper may have clicked far down the page. */
const bringIntoSight = (notice: HTMLElement | null) => notice?.focus();

function subscribe(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}
