import { useRouter } from 'next/router';
import type { SessionChange } from '../../hooks/account/session-watch';
import Link from '../link';

/** The pages whose forms survive a sign-in. */
const KEEPS_DRAFTS = new Set(['/sell', '/products/[id]/edit']);

/** Says that the page's session has ended, and leads to sign-in and back. The live region is always there. */
export function SessionNotice({ change }: { change: SessionChange }) {
  const { asPath, pathname } = useRouter();
  return (
    <div role="status">
      {change === 'ended' && (
        <div className="notice notice-bad">
          <p className="notice-title">You are signed out</p>
          <p>
            You signed out in another tab, or your session has expired.{' '}
            {KEEPS_DRAFTS.has(pathname) && <span>What you typed is kept. </span>}
            <Link href={`/auth/signin?next=${encodeURIComponent(asPath)}`}>Sign in again</Link> to go on here.
          </p>
        </div>
      )}
      {change === 'other' && (
        <div className="notice notice-bad">
          <p className="notice-title">Somebody else is signed in</p>
          <p>
            Another account was signed in in another tab. <a href={asPath}>Reload this page</a> to see it as
            that account.
          </p>
        </div>
      )}
    </div>
  );
}
