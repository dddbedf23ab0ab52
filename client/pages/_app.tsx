import type { AppProps } from 'next/app';
import Head from 'next/head';
import { useLayoutEffect } from 'react';
import { setPageTraceparent } from '../api/page-trace';
import type { Problem, Session } from '../api/server-props/server-props';
import { Footer } from '../components/layout/footer';
import { Header } from '../components/layout/header';
import { OfflineNotice } from '../components/layout/offline-notice';
import { PageSkeleton } from '../components/layout/page-skeleton';
import { ProblemPage } from '../components/layout/problem-page';
import { SessionNotice } from '../components/account/session-notice';
import { SkipLink } from '../components/layout/skip-link';
import { ToastList } from '../components/layout/toast-list';
import { CartProvider } from '../hooks/cart/use-cart';
import { replayEarlyClicks } from '../hooks/early-clicks';
import { usePendingRoute } from '../hooks/use-pending-route';
import { useRouteFocus } from '../hooks/use-route-focus';
import { useUnreachedRoute } from '../hooks/use-unreached-route';
import { useSessionChange } from '../hooks/account/use-session-change';
import { useSignInElsewhere } from '../hooks/account/use-sign-in-elsewhere';
import { ToastProvider } from '../hooks/use-toasts';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/header.css';
import '../styles/forms.css';
import '../styles/catalogue.css';
import '../styles/home.css';
import '../styles/cart.css';
import '../styles/orders.css';
import '../styles/sell.css';
import '../styles/print.css';

const GUEST: Session = { state: 'guest', user: null, cart: null, asked: [] };

interface CommonProps {
  session?: Session;
  problem?: Problem;
  /** Absent where no traces are recorded. */
  traceparent?: string;
}

/** What every page has around it. A page that could not be made is replaced by its problem, inside the same frame. */
export default function App({ Component, pageProps, router }: AppProps<CommonProps>) {
  useRouteFocus();
  const { traceparent } = pageProps;
  // Before the effects of the page, which may call the API.
  useLayoutEffect(() => setPageTraceparent(traceparent), [traceparent]);
  // In the commit itself: a press that React answers is not recorded any more.
  useLayoutEffect(replayEarlyClicks, []);
  const session = pageProps.session ?? GUEST;
  const change = useSessionChange(session);
  useSignInElsewhere(session);
  const pending = usePendingRoute();
  const unreached = useUnreachedRoute();
  const path = pending && pathOf(pending);
  const isLeaving = path !== null && path !== pathOf(router.asPath);
  return (
    <ToastProvider>
      <CartProvider session={session}>
        <Head>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
        </Head>
        <SkipLink />
        <Header session={change === 'ended' ? GUEST : session} />
        <div className="notices">
          <OfflineNotice unreached={unreached} />
          <SessionNotice change={change} />
        </div>
        <div role="status" className={pending ? 'progress' : undefined}>
          {pending && <span className="visually-hidden">Loading the page</span>}
        </div>
        <main
          id="main"
          tabIndex={-1}
          aria-busy={pending !== null}
          className={isLeaving ? 'leaving' : undefined}
        >
          {isLeaving && <PageSkeleton path={path} />}
          {pageProps.problem ? <ProblemPage problem={pageProps.problem} /> : <Component {...pageProps} />}
        </main>
        <Footer />
        <ToastList />
      </CartProvider>
    </ToastProvider>
  );
}

const pathOf = (address: string) => address.split(/[?#]/, 1)[0] ?? '';
