const full = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A moment, the same on server and in the browser (UTC). */
export function DateTime({ iso }: { iso: string }) {
  return <time dateTime={iso}>{`${full.format(new Date(iso))} UTC`}</time>;
}
