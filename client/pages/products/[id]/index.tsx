import Link from 'next/link';
import { type FormAddition, readFormAddition, takeAddForm } from '../../../api/add-form';
import { showProduct } from '../../../api/products';
import { type Session, shopPage } from '../../../api/server-props';
import type { Product } from '../../../api/types';
import { AddToCart } from '../../../components/add-to-cart';
import { PageTitle } from '../../../components/page-title';
import { Price } from '../../../components/price';
import { ProductImage } from '../../../components/product-image';
import { StockNote } from '../../../components/stock-note';
import { StorageNote } from '../../../components/storage-note';

interface Props {
  product: Product;
  sent: FormAddition | null;
}

export const getServerSideProps = shopPage<Props>(async (page) => {
  const { client, context } = page;
  const destination = await takeAddForm(page);
  if (destination) return { redirect: { destination, statusCode: 303 } };
  const product = await showProduct(client, String(context.params?.id));
  return { props: { product, sent: readFormAddition(context.query) } };
});

export default function ProductPage({ product, sent, session }: Props & { session: Session }) {
  const isOwn = session.user?.id === product.userId;
  return (
    <article className="product">
      <div className="product-picture">
        <ProductImage product={product} alt={product.title} />
      </div>
      <div className="product-buy stack">
        {product.category && (
          <p className="product-category">
            <Link href={`/?category=${encodeURIComponent(product.category)}`}>{product.category}</Link>
          </p>
        )}
        <PageTitle>{product.title}</PageTitle>
        <p className="product-price">
          <Price cents={product.priceCents} />
        </p>
        <p>
          <StockNote quantity={product.quantity} />
        </p>
        {product.listed && <AddToCart key={product.id} product={product} sent={sent} />}
        {session.state === 'guest' && <StorageNote />}
        {product.description && <p className="product-description">{product.description}</p>}
        {isOwn && (
          <p className="notice">
            {product.listed ? 'You sell this.' : 'This is not on sale: only you see this page.'}{' '}
            <Link href={`/products/${product.id}/edit`}>Edit product</Link>
            {' · '}
            <Link href="/sell/products">My products</Link>
          </p>
        )}
      </div>
    </article>
  );
}
