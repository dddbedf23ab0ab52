import type { ReactNode } from 'react';

interface Props {
  busy: boolean;
  /** Said while the form is on its way. */
  busyText: string;
  children: ReactNode;
}

/** Stays enabled, so that it keeps its focus and can be found; the form ignores a second click by itself. */
export function SubmitButton({ busy, busyText, children }: Props) {
  return (
    <button type="submit" className="button button-main" aria-disabled={busy || undefined}>
      {busy && <span className="spinner" aria-hidden="true" />}
      <span aria-live="polite">{busy ? busyText : children}</span>
    </button>
  );
}
