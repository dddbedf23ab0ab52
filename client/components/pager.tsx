import Link from 'next/link';
import { type Filters, hrefOf } from '../hooks/catalogue-query';

interface Props {
  filters: Filters;
  nextCursor: string | null;
  isFirstPage: boolean;
}

/** Forward by the service's cursor, and back to the start; the browser's Back button goes one page back. */
export function Pager({ filters, nextCursor, isFirstPage }: Props) {
  if (isFirstPage && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {!isFirstPage && (
        <Link href={hrefOf(filters)} className="button">
          First page
        </Link>
      )}
      {nextCursor !== null && (
        <Link href={hrefOf(filters, nextCursor)} className="button" rel="next">
          Next page
        </Link>
      )}
    </nav>
  );
}
