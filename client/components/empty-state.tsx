import type { ReactNode } from 'react';

/** Says that there is nothing, and offers what to do next. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" className="icon">
        <path d="M12 22h40l-4 30H16z" />
        <path d="M22 22v-4a10 10 0 0 1 20 0v4" />
        <path d="M26 36h12" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
