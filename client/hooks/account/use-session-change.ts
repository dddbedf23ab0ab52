import { useEffect, useMemo } from 'react';
import { browserClient } from '../../api/build-client';
import type { Session } from '../../api/server-props/server-props';
import { onUnauthorized } from '../../api/unauthorized';
import { onAttention } from '../on-attention';
import { type SessionChange, SessionWatch } from './session-watch';
import { useStore } from '../store';

/** What has become of the session that this page was made with; nobody is watched on a guest's page. */
export function useSessionChange(session: Session): SessionChange {
  const userId = session.user?.id;
  // A page made anew has asked anew, so each `session` gets a watch of its own.
  const watch = useMemo(() => new SessionWatch(browserClient, session.user?.id ?? ''), [session]);
  useEffect(() => {
    if (!userId) return;
    watch.start();
    const ignore = [
      onUnauthorized(() => watch.refused()),
      onAttention((isVisible) => watch.setVisible(isVisible)),
    ];
    return () => {
      for (const stop of ignore) stop();
      watch.stop();
    };
  }, [watch, userId]);
  return useStore(watch);
}
