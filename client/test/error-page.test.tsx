import type { NextPageContext } from 'next';
import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import ErrorPage from '../pages/_error';
import { pretendShop, type SeenRequest } from './browser';

const realFetch = globalThis.fetch;
beforeEach(() => void visitedBy(null));
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** The requests of the page that a visitor sees, undefined for one whom the accounts service does not tell. */
const visitedBy = (currentUser: object | null | undefined): SeenRequest[] =>
  pretendShop(({ path }) => {
    if (path.startsWith('/api/cart')) return { body: { items: [{ productId: 'p1', quantity: 2 }] } };
    return currentUser === undefined ? { status: 503 } : { body: { currentUser } };
  });

/** The error page as the browser shows it: Next.js gives it no request and no response there. */
async function errorPage(err?: NextPageContext['err'], asPath = '/cart'): Promise<string> {
  const props = await ErrorPage.getInitialProps({ err } as NextPageContext);
  return renderToStaticMarkup(
    <RouterContext value={{ asPath } as never}>
      <ErrorPage {...props} />
    </RouterContext>,
  );
}

it('blames the shop for a component that threw, and offers to try again', async () => {
  const html = await errorPage(new Error('items is undefined'));
  expect(html).toContain('Something went wrong on our side');
  expect(html).toContain('href="/cart"');
  expect(html).not.toContain('items is undefined');
});

it('offers each address once: the catalogue does not lead back to itself', async () => {
  const threw = new Error('items is undefined');
  const linksOf = (html: string) => html.match(/href="[^"]*"/g);
  expect(linksOf(await errorPage(threw, '/'))).toEqual(['href="/"']);
  expect(linksOf(await errorPage(threw, '/?q=mug'))).toEqual(['href="/?q=mug"', 'href="/"']);
});

it('shows no reference where there is none', async () => {
  expect(await errorPage(new Error('items is undefined'))).not.toContain('reference');
});

it('says that a page was not found when nothing threw', async () => {
  expect(await errorPage()).toContain('We can’t find that page');
});

const CART = [{ productId: 'p1', quantity: 2 }];
const ANN = { id: 'ann', email: 'ann@example.com' };

it.each([
  ['a guest', null, { state: 'guest', user: null, cart: null }, ['users/currentuser']],
  ['a signed-in visitor', ANN, { state: 'user', user: ANN, cart: CART }, ['users/currentuser', 'cart']],
  [
    'a visitor whom nobody knows',
    undefined,
    { state: 'unknown', user: null, cart: CART },
    ['users/currentuser', 'cart'],
  ],
])('asks once who looks at it: %s', async (_who, visitor, session, asked) => {
  const seen = visitedBy(visitor);
  const props = await ErrorPage.getInitialProps({} as NextPageContext);
  expect(props.session).toEqual({ ...session, asked: [] });
  expect(seen.map(({ path }) => path.replace('/api/', ''))).toEqual(asked);
});
