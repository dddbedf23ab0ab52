import { useSyncExternalStore } from 'react';

/** Says that this device has no network, as long as it has none. The live region is always there. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div role="status">
      {!isOnline && (
        <p className="notice notice-warn">
          <strong>You are offline.</strong> What you see may be out of date. Your cart and your orders are
          kept; go on once you are connected again.
        </p>
      )}
    </div>
  );
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}
