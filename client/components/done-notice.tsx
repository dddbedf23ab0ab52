import type { ReactNode } from 'react';
import { TAKES_FOCUS } from './takes-focus';

/** Says on the page that follows a form what the form has done. */
export function DoneNotice({ children }: { children: ReactNode }) {
  return (
    <p className="notice" role="status" {...TAKES_FOCUS}>
      {children}
    </p>
  );
}
