import { ldText, type PageMeta } from '../../api/server-props/page-meta';
import { SHOP_NAME } from '../../domain/shop-name';

/** Head elements for search engines and link previews. Only _document renders them: no browser needs the code. */
export function PageMetaTags({ meta, nonce }: { meta: PageMeta | null; nonce: string | undefined }) {
  if (!meta) return <meta name="robots" content="noindex" />;
  const { title, description, canonical, image, type, isIndexed, data } = meta;
  const properties = {
    'og:site_name': SHOP_NAME,
    'og:title': title,
    'og:description': description,
    'og:type': type,
    'og:url': canonical,
    'og:image': image,
  };
  return (
    <>
      {!isIndexed && <meta name="robots" content="noindex" />}
      <meta name="description" content={description} />
      <link rel="canonical" href={canonical} />
      <meta name="twitter:card" content="summary_large_image" />
      {Object.entries(properties).map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
      {data.map((item, index) => (
        <script
          key={index}
          type="application/ld+json"
          nonce={nonce}
          dangerouslySetInnerHTML={{ __html: ldText(item) }}
        />
      ))}
    </>
  );
}
