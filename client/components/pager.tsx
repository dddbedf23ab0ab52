import Link from 'next/link';

interface Props {
  /** The address of the page at a cursor; of the first page without one. */
  hrefOf: (cursor?: string) => string;
  nextCursor: string | null;
  isFirstPage: boolean;
}

/** Forward by the service's cursor, and back to the start; the browser's Back button goes one page back. */
export function Pager({ hrefOf, nextCursor, isFirstPage }: Props) {
  if (isFirstPage && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {!isFirstPage && (
        <Link href={hrefOf()} className="button">
          First page
        </Link>
      )}
      {nextCursor !== null && (
        <Link href={hrefOf(nextCursor)} className="button" rel="next">
          Next page
        </Link>
      )}
    </nav>
  );
}
