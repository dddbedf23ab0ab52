import { useEffect, useRef, useState } from 'react';
import type { Product } from '../api/types';
import { type Drawn, pictureAddress } from './picture-address';

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

  const own = product.imageUrl !== brokenUrl && isLoadable(product.imageUrl) ? product.imageUrl : null;
  return (
    // eslint-disable-next-line @next/next/no-img-element -- nothing to optimise: drawn here, or the seller's address
    <img
      ref={image}
      src={own ?? pictureAddress(product)}
      alt={alt}
      width={400}
      height={400}
      loading={lazy ? 'lazy' : 'eager'}
      decoding="async"
      referrerPolicy="no-referrer"
      className="product-image"
      onError={() => setBrokenUrl(product.imageUrl)}
    />
  );
}

/** The security headers let pictures come from this site and over https. */
function isLoadable(url: string | null): url is string {
  return url !== null && /^(https:\/\/|\/)/i.test(url);
}
