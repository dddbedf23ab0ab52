import { useRouter } from 'next/router';
import type { ReactNode } from 'react';
import Link from '../link';

interface Props {
  href: string;
  children: ReactNode;
  className?: string;
}

/** A link of the header or the footer; it says when it leads to the page that is open. */
export function NavLink({ href, children, className }: Props) {
  const { pathname } = useRouter();
  return (
    <Link href={href} className={className} aria-current={pathname === href ? 'page' : undefined}>
      {children}
    </Link>
  );
}
