import { useRouter } from 'next/router';
import { useEffect } from 'react';

/**
 * Takes the query out of the address once the page shows what it says, so that a reload or a shared link does not
 * repeat it. The page keeps showing it.
 */
export function usePlainAddress(isShown: boolean): void {
  const { asPath, replace } = useRouter();
  useEffect(() => {
    const [path = '', query] = asPath.split('?');
    if (isShown && query !== undefined) void replace(path, undefined, { shallow: true });
  }, [isShown, asPath, replace]);
}
