import { useSyncExternalStore } from 'react';

const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
const utc = new Intl.DateTimeFormat('en-US', { ...style, timeZone: 'UTC' });

/** A moment: in UTC as the server sends it, in the shopper's own time once the page's script runs. */
export function DateTime({ iso }: { iso: string }) {
  const text = useSyncExternalStore(
    never,
    () => new Intl.DateTimeFormat('en-US', style).format(new Date(iso)),
    () => `${utc.format(new Date(iso))} UTC`,
  );
  return <time dateTime={iso}>{text}</time>;
}

const never = () => () => undefined;
