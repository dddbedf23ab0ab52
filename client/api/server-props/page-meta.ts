import { centsToField } from '../../domain/money';
import { SHOP_NAME } from '../../domain/shop-name';
import { pictureAddress } from '../../domain/picture-address';
import { type Filters, hrefOf } from '../../domain/catalogue-query';
import type { Product } from '../types';

/** What search engines and previews of a shared link learn about a page. */
export interface PageMeta {
  title: string;
  description: string;
  canonical: string;
  image: string;
  type: 'product' | 'website';
  /** False for pages that only repeat others, such as search results. */
  isIndexed: boolean;
  /** JSON-LD objects. */
  data: object[];
}

interface KnownProps {
  product?: Product;
  filters?: Filters;
  problem?: unknown;
}

const ABOUT =
  'Good things, straight from the people who sell them. Honest stock, and refunds that happen by themselves.';

/** The meta data of a public page; null for a visitor's own pages and for errors, which are not for sharing. */
export function metaOf(
  page: string,
  { product, filters, problem }: KnownProps,
  origin: string,
): PageMeta | null {
  if (problem) return null;
  if (page === '/products/[id]' && product?.listed) return productMeta(product, origin);
  if (page === '/' && filters) return catalogueMeta(filters, origin);
  return null;
}

/** JSON-LD as the text of a script element: no content of it can end the element. */
export const ldText = (data: object): string => JSON.stringify(data).replaceAll('<', '\\u003c');

function productMeta(product: Product, origin: string): PageMeta {
  const { id, title, category, description, priceCents, quantity, imageUrl, shopName } = product;
  const canonical = `${origin}/products/${id}`;
  const image = imageUrl ?? `${origin}${pictureAddress(product).replace('.svg?', '.png?')}`;
  const about = (description ?? `${title} on ${SHOP_NAME}.`).replaceAll(/\s+/g, ' ').slice(0, 300);
  return {
    title,
    description: about,
    canonical,
    image,
    type: 'product',
    isIndexed: true,
    data: [
      {
        '@context': 'https://schema.org',
        '@type': 'Product',
        name: title,
        description: about,
        image,
        sku: id,
        ...(category && { category }),
        offers: {
          '@type': 'Offer',
          url: canonical,
          price: centsToField(priceCents),
          priceCurrency: 'USD',
          availability: `https://schema.org/${quantity > 0 ? 'InStock' : 'OutOfStock'}`,
          ...(shopName && { seller: { '@type': 'Organization', name: shopName } }),
        },
      },
      breadcrumbs(origin, category ? [category, title] : [title], category, canonical),
    ],
  };
}

function catalogueMeta(filters: Filters, origin: string): PageMeta {
  const { category, q } = filters;
  const canonical = `${origin}${hrefOf({ ...filters, sort: '' })}`;
  return {
    title: category || SHOP_NAME,
    description: category ? `${category} on ${SHOP_NAME}. ${ABOUT}` : ABOUT,
    canonical,
    image: `${origin}/share.png`,
    type: 'website',
    isIndexed: q === '',
    data: category ? [breadcrumbs(origin, [category], category, canonical)] : [],
  };
}

/** The same way home as components/breadcrumbs shows. */
function breadcrumbs(origin: string, names: string[], category: string | null, here: string): object {
  const hrefs = ['/', ...(category ? [`/?category=${encodeURIComponent(category)}`] : [])];
  const items = ['Shop', ...names].map((name, index, all) => ({
    '@type': 'ListItem',
    position: index + 1,
    name,
    item: index === all.length - 1 ? here : `${origin}${hrefs[index]}`,
  }));
  return { '@context': 'https://schema.org', '@type': 'BreadcrumbList', itemListElement: items };
}
