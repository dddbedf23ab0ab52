import { type FormAddition, readFormAddition, takeAddForm } from '../../../api/server-props/add-form';
import { listRelated, showProduct, withPicture } from '../../../api/products';
import { type Session, shopPage } from '../../../api/server-props/server-props';
import type { Product } from '../../../api/types';
import { AddToCart } from '../../../components/cart/add-to-cart';
import { Breadcrumbs } from '../../../components/catalogue/breadcrumbs';
import Link from '../../../components/link';
import { PageTitle } from '../../../components/layout/page-title';
import { Price } from '../../../components/price';
import { ProductShelf } from '../../../components/catalogue/product-grid';
import { ProductImage } from '../../../components/catalogue/product-image';
import { sellerOf } from '../../../components/catalogue/seller';
import { StockNote } from '../../../components/catalogue/stock-note';
import { StorageNote } from '../../../components/cart/storage-note';
import { usePlainAddress } from '../../../hooks/use-plain-address';

interface Props {
  product: Product;
  sent: FormAddition | null;
  related: Product[];
}

const RELATED = 4;

export const getServerSideProps = shopPage<Props>(async (page) => {
  const { client, context, shop } = page;
  const destination = await takeAddForm(page);
  if (destination) return { redirect: { destination, statusCode: 303 } };
  const product = await showProduct(client, String(context.params?.id));
  const related = await listRelated(client, product, RELATED);
  return { props: { product: withPicture(product, shop), related, sent: readFormAddition(context.query) } };
});

export default function ProductPage({ product, sent, related, session }: Props & { session: Session }) {
  usePlainAddress(sent !== null);
  return (
    <>
      <Breadcrumbs links={wayTo(product)} here={product.title} />
      <article className="product">
        <div className="product-picture">
          <ProductImage product={product} alt={product.title} />
        </div>
        <div className="product-buy stack">
          <PageTitle>{product.title}</PageTitle>
          <p className="product-facts">
            <Price cents={product.priceCents} className="price product-price" />
            <StockNote quantity={product.quantity} />
          </p>
          <p>
            Sold by{' '}
            <Link href={`/?userId=${product.userId}`}>
              <bdi>{sellerOf(product)}</bdi>
            </Link>
          </p>
          {product.listed && <AddToCart key={product.id} product={product} sent={sent} />}
          {session.state === 'guest' && <StorageNote />}
          {product.description && (
            <p className="product-description" dir="auto">
              {product.description}
            </p>
          )}
          {session.user?.id === product.userId && <OwnNote product={product} />}
        </div>
      </article>
      <ProductShelf title={`More in ${product.category}`} products={related} lazy />
    </>
  );
}

function wayTo({ category }: Product) {
  const home = { label: 'Shop', href: '/' };
  return category ? [home, { label: category, href: `/?category=${encodeURIComponent(category)}` }] : [home];
}

function OwnNote({ product: { id, listed } }: { product: Product }) {
  return (
    <p className="notice">
      <span>{listed ? 'You sell this.' : 'This is not on sale: only you see this page.'}</span>{' '}
      <Link href={`/products/${id}/edit`}>Edit product</Link>
      {' · '}
      <Link href="/sell/products">My products</Link>
    </p>
  );
}
