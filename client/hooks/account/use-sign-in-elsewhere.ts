import { useRouter } from 'next/router';
import { useEffect } from 'react';
import type { Session } from '../../api/server-props/server-props';
import { localStore } from '../browser-storage';

const KEY = 'signed-in';

/**
 * Reloads a guest's page once another tab has signed somebody in: that tab has moved the guest's cart into the
 * account. The tabs tell each other, so a guest asks the shop nothing.
 */
export function useSignInElsewhere({ state, user }: Session): void {
  const { asPath, replace } = useRouter();
  const userId = user?.id;

  useEffect(() => {
    if (userId) localStore.write(KEY, userId);
    else if (state === 'guest') localStore.remove(KEY);
  }, [state, userId]);

  useEffect(() => {
    if (state !== 'guest') return;
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key === KEY && newValue) void replace(asPath, undefined, { scroll: false });
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [state, asPath, replace]);
}
