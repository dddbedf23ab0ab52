import type { ReactNode } from 'react';

export interface BusyLabelProps {
  busy: boolean;
  /** Said while it is under way. */
  busyText: string;
  children: ReactNode;
}

/** A button's label; while `busy`, a spinner and `busyText`. */
export function BusyLabel({ busy, busyText, children }: BusyLabelProps) {
  return (
    <>
      {busy && <span className="spinner" aria-hidden="true" />}
      <span aria-live="polite">{busy ? busyText : children}</span>
    </>
  );
}
