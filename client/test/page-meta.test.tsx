import { renderToStaticMarkup } from 'react-dom/server';
import { ldText, metaOf } from '../api/server-props/page-meta';
import { PageMetaTags } from '../components/layout/page-meta-tags';
import { readFilters } from '../domain/catalogue-query';

const ORIGIN = 'https://ecommerce.local';
const PRODUCT = {
  id: '65f000000000000000000001',
  title: 'Kettle </script><b>',
  priceCents: 3990,
  quantity: 0,
  userId: 'u',
  description: null,
  category: 'Tea & more',
  imageUrl: null,
  shopName: null,
  listed: true,
  sold: null,
  version: 0,
};
const PAGE = '/products/[id]';

it('describes a product with price, availability, picture and its way home', () => {
  const meta = metaOf(PAGE, { product: PRODUCT }, ORIGIN);
  const canonical = `${ORIGIN}/products/${PRODUCT.id}`;
  expect(meta).toMatchObject({ canonical, type: 'product', isIndexed: true });
  expect(meta?.image).toMatch(/^https:\/\/ecommerce\.local\/pictures\/65f0+1\.png\?title=Kettle/);
  expect(meta?.data).toMatchObject([
    {
      '@type': 'Product',
      name: PRODUCT.title,
      offers: { price: '39.90', priceCurrency: 'USD', availability: 'https://schema.org/OutOfStock' },
    },
    {
      '@type': 'BreadcrumbList',
      itemListElement: [
        { position: 1, name: 'Shop', item: `${ORIGIN}/` },
        { position: 2, name: 'Tea & more', item: `${ORIGIN}/?category=Tea%20%26%20more` },
        { position: 3, name: PRODUCT.title, item: canonical },
      ],
    },
  ]);
});

it('takes the seller’s own picture where there is one', () => {
  const imageUrl = 'https://pictures.example/kettle.jpg';
  expect(metaOf(PAGE, { product: { ...PRODUCT, imageUrl } }, ORIGIN)?.image).toBe(imageUrl);
});

it('lets no title end the element that holds it', () => {
  expect(ldText({ name: PRODUCT.title })).not.toContain('<');
  const meta = metaOf(PAGE, { product: PRODUCT }, ORIGIN);
  const html = renderToStaticMarkup(<PageMetaTags meta={meta} nonce="n1" />);
  expect(html.match(/<script type="application\/ld\+json" nonce="n1">/g)).toHaveLength(2);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain('<b>');
});

it.each<[string, string, Parameters<typeof metaOf>[1]]>([
  ['a cart', '/cart', {}],
  ['a product that is not listed', PAGE, { product: { ...PRODUCT, listed: false } }],
  ['a page that could not be made', '/', { filters: readFilters({}), problem: { status: 503 } }],
])('keeps %s out of search engines', (_name, page, props) => {
  const meta = metaOf(page, props, ORIGIN);
  expect(meta).toBeNull();
  expect(renderToStaticMarkup(<PageMetaTags meta={meta} nonce={undefined} />)).toContain('noindex');
});

it('gives a category an address of its own, and search results none in the index', () => {
  const category = metaOf('/', { filters: readFilters({ category: 'Tea', sort: 'price' }) }, ORIGIN);
  expect(category).toMatchObject({ canonical: `${ORIGIN}/?category=Tea`, isIndexed: true, title: 'Tea' });
  expect(metaOf('/', { filters: readFilters({ q: 'mug' }) }, ORIGIN)?.isIndexed).toBe(false);
  expect(metaOf('/', { filters: readFilters({}) }, ORIGIN)).toMatchObject({
    canonical: `${ORIGIN}/`,
    data: [],
  });
});
