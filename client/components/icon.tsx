import type { ReactNode } from 'react';

const SHAPES = {
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  search: <path d="M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0m11.5 5 5 5" />,
  cart: <path d="M3 4h2.5l2.2 10.5h10L20 7H6.2M9 19.5h.01M16.5 19.5h.01" />,
  down: <path d="m6 9.5 6 6 6-6" />,
  person: <path d="M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0m-4 12.5c1-4 4.2-6 8-6s7 2 8 6" />,
  filter: <path d="M4 6h16M7 12h10M10 18h4" />,
} satisfies Record<string, ReactNode>;

/** A line drawing beside or instead of words; the words are the control's name. */
export function Icon({ name, size = 22 }: { name: keyof typeof SHAPES; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" className="icon">
      {SHAPES[name]}
    </svg>
  );
}
