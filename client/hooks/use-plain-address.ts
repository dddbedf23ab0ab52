import { useRouter } from 'next/router';
import { useEffect } from 'react';

/**
 * Takes the query out of the address once the page shows what it says, so that a reload or a shared link does not
 * repeat it. The page keeps showing it.
 * @param word the only parameter to take out
 */
export function usePlainAddress(isShown: boolean, word?: string): void {
  const { asPath, replace } = useRouter();
  useEffect(() => {
    const address = plainAddress(asPath, word);
    if (isShown && address !== asPath) void replace(address, undefined, { shallow: true });
  }, [isShown, word, asPath, replace]);
}

function plainAddress(address: string, word?: string): string {
  const [path = '', query] = address.split('?');
  const params = new URLSearchParams(word && query);
  if (word) params.delete(word);
  const rest = params.toString();
  return rest === '' ? path : `${path}?${rest}`;
}
