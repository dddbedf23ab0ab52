import type { NextPageContext } from 'next';
import { RouterContext } from 'next/dist/shared/lib/router-context.shared-runtime';
import { renderToStaticMarkup } from 'react-dom/server';
import ErrorPage from '../pages/_error';
import { pretendShop } from './browser';

const realFetch = globalThis.fetch;
beforeEach(() => void pretendShop(() => ({ body: { currentUser: null } })));
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** The error page as the browser shows it: Next.js gives it no request and no response there. */
async function errorPage(err?: NextPageContext['err']): Promise<string> {
  const props = await ErrorPage.getInitialProps({ err } as NextPageContext);
  return renderToStaticMarkup(
    <RouterContext value={{ asPath: '/cart' } as never}>
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

it('shows no reference where there is none', async () => {
  expect(await errorPage(new Error('items is undefined'))).not.toContain('reference');
});

it('says that a page was not found when nothing threw', async () => {
  expect(await errorPage()).toContain('We can’t find that page');
});
