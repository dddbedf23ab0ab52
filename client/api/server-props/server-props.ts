import type { GetServerSidePropsContext, GetServerSidePropsResult } from 'next';
import { ApiError } from '../api-error';
import { readAskedCart } from './asked-cart';
import { type ApiClient, buildClient, clientForExtras } from '../build-client';
import { showCart } from '../cart';
import { routeOf } from '../page-trace';
import { sharingCatalogue } from './shared-reads';
import { type ShopRequest, shopOf } from '../shop-request';
import type { CartItem, User } from '../types';
import { currentUser } from '../users';

/** Who looks at the page. `unknown` while the accounts service does not answer. */
export interface Session {
  state: 'guest' | 'user' | 'unknown';
  user: User | null;
  /** The signed-in visitor's cart; null for guests and while the cart service does not answer. */
  cart: CartItem[] | null;
  /** What a guest's forms without script asked for, as far as no cart holds it yet. */
  asked: CartItem[];
}

/** What went wrong instead of the page, for components/problem. */
export interface Problem {
  status: number;
  /** The id of the request, which leads to its log lines; empty for what failed in the browser. */
  reference: string;
}

type ShopProps<P> = ({ session: Session; problem?: undefined } & P) | { session: Session; problem: Problem };

export interface PageContext {
  client: ApiClient;
  shop: ShopRequest;
  context: GetServerSidePropsContext;
  /** Resolves beside the page's own calls; soon, though perhaps `unknown`, where the page has no `awaitsSession`. */
  session: Promise<Session>;
}

type Loaded<P> = { props: P } | Exclude<GetServerSidePropsResult<P>, { props: unknown }>;

/**
 * getServerSideProps of every page: the visitor's session and the page's own data, fetched side by side.
 * A service's refusal becomes the answer a reader expects: sign-in, not found, or a kind page with the status.
 * `signedIn`: guests are sent to sign-in; `takesForms`: but not with a form, which `load` answers itself.
 * `awaitsSession`: the page is about the visitor or their cart; any other page does not wait long for them.
 */
export function shopPage<P extends object>(
  load: (page: PageContext) => Promise<Loaded<P>>,
  { signedIn = false, takesForms = false, awaitsSession = false } = {},
) {
  return async (context: GetServerSidePropsContext): Promise<GetServerSidePropsResult<ShopProps<P>>> => {
    const { req, res } = context;
    const shop = shopOf(req);
    const { trace } = shop;
    // A recorded trace shows each page's own calls.
    const isAlone = trace !== undefined || hasSession(req.headers.cookie);
    const client = isAlone ? buildClient(req) : sharingCatalogue(buildClient(req));
    const session = loadSession(awaitsSession ? client : clientForExtras(client), req.headers.cookie);
    const page: PageContext = { client, shop, context, session };
    if (trace) trace.route = routeOf(context.resolvedUrl, context.params);
    const traced = trace && { traceparent: trace.traceparent };
    const [visitor, loaded] = await Promise.all([session, load(page).catch(refusalOf)]);

    // A form that was posted is shown again instead: a redirect would lose what was typed.
    const isForm = takesForms && req.method === 'POST';
    if (signedIn && !isForm && visitor.state === 'guest') return signInFirst(context.resolvedUrl);
    if (loaded instanceof ApiError) {
      if (loaded.status === 401) return signInFirst(context.resolvedUrl);
      if (loaded.status === 404) return { notFound: true };
      res.statusCode = loaded.status;
      return {
        props: {
          session: visitor,
          ...traced,
          problem: { status: loaded.status, reference: page.shop.requestId },
        },
      };
    }
    return 'props' in loaded ? { props: { session: visitor, ...traced, ...loaded.props } } : loaded;
  };
}

/** The visitor's session. Never throws. */
export async function loadSession(client: ApiClient, cookie: string | undefined): Promise<Session> {
  const asked = readAskedCart(cookie);
  if (!hasSession(cookie)) return sessionOf(null, null, asked);
  const [user, cart] = await Promise.all([askUser(client), askCart(client)]);
  return sessionOf(user, cart, asked);
}

/** The same in the browser, whose scripts cannot read the session's cookie. Asks for no cart of a guest. */
export async function loadSessionInBrowser(client: ApiClient): Promise<Session> {
  const user = await askUser(client);
  return sessionOf(user, user === null ? null : await askCart(client), []);
}

/** @param user null for a guest; undefined while nobody knows */
function sessionOf(user: User | null | undefined, cart: CartItem[] | null, asked: CartItem[]): Session {
  if (user === undefined) return { state: 'unknown', user: null, cart, asked };
  return user ? { state: 'user', user, cart, asked } : { state: 'guest', user, cart: null, asked };
}

const askUser = (client: ApiClient) => currentUser(client).catch(() => undefined);
const askCart = (client: ApiClient) =>
  showCart(client).then(
    ({ items }) => items,
    () => null,
  );

/** Whether the visitor may be signed in: nobody is without that cookie. */
const hasSession = (cookie: string | undefined): boolean => cookie?.includes('session=') ?? false;

function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

function signInFirst(resolvedUrl: string) {
  return {
    redirect: { destination: `/auth/signin?next=${encodeURIComponent(resolvedUrl)}`, permanent: false },
  };
}
