import { useEffect, useRef, useState } from 'react';
import type { Product } from '../../api/types';
import { type Drawn, pictureAddress } from '../../domain/picture-address';

interface Props {
  product: Drawn & Pick<Product, 'imageUrl'>;
  /** Empty where the title stands beside it. */
  alt: string;
  /** Pictures below the first screen can wait. */
  lazy?: boolean;
}

/** The seller's picture, or a drawn one when there is none or it does not load. */
export function ProductImage({ product, alt, lazy = false }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);

  // It may have failed before the page's script ran, before its error handler was there.
  useEffect(() => {
    const element = image.current;
    if (element?.complete && element.naturalWidth === 0) setBrokenUrl(product.imageUrl);
  }, [product.imageUrl]);

  const own = product.imageUrl === brokenUrl ? null : sellerPicture(product);
  return (
    // eslint-disable-next-line @next/next/no-img-element -- nothing to optimise: drawn here, or the seller's picture
    <img
      ref={image}
      src={own ?? product.picture ?? pictureAddress(product)}
      alt={alt}
      width={400}
      height={400}
      loading={lazy ? 'lazy' : 'eager'}
      decoding="async"
      className="product-image"
      onError={() => setBrokenUrl(product.imageUrl)}
    />
  );
}

/** Pictures of other sites come through this one, so that a shopper's browser asks no foreign host. */
function sellerPicture({ id, imageUrl }: Props['product']): string | null {
  if (imageUrl === null) return null;
  if (imageUrl.startsWith('/')) return imageUrl;
  return /^https:\/\//i.test(imageUrl) ? `/seller-pictures/${id}?of=${encodeURIComponent(imageUrl)}` : null;
}
