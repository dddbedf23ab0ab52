import { useRouter } from 'next/router';

/** The cart's shape while it is on its way, or why it does not come. */
export function LinesLoading({ isUnavailable }: { isUnavailable: boolean }) {
  const { asPath } = useRouter();
  if (isUnavailable) {
    return (
      <div className="notice notice-bad" role="alert">
        <p className="notice-title">Your cart is safe, but we can’t show it right now</p>
        <p>
          One of our services is not answering. <a href={asPath}>Try again</a> in a moment.
        </p>
      </div>
    );
  }
  return (
    <div className="lines lines-loading" aria-busy="true">
      <p className="visually-hidden">Loading your cart</p>
      {[1, 2].map((row) => (
        <div key={row} className="line skeleton" aria-hidden="true" />
      ))}
      <noscript>
        <p>A cart without an account is kept in this browser and needs JavaScript to be shown.</p>
      </noscript>
    </div>
  );
}
