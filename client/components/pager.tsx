import { hrefOfSpot, type PageSpot, spotAfter, spotBefore } from '../api/server-props/page-trail';
import Link from './link';

interface Props {
  /** The address of the list's first page. */
  base: string;
  spot: PageSpot;
  nextCursor: string | null;
}

/** Back and forth between the pages of a list, whose services only know the way forward. */
export function Pager({ base, spot, nextCursor }: Props) {
  const previous = spotBefore(spot);
  if (!previous && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {previous && (
        <Link href={base} className="button">
          First page
        </Link>
      )}
      {previous?.cursor && (
        <Link href={hrefOfSpot(base, previous)} className="button" rel="prev">
          Previous page
        </Link>
      )}
      {nextCursor !== null && (
        <Link href={hrefOfSpot(base, spotAfter(spot, nextCursor))} className="button" rel="next">
          Next page
        </Link>
      )}
    </nav>
  );
}
