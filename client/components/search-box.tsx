import { useRouter } from 'next/router';
import type { FormEvent } from 'react';
import { hrefOf, readFilters } from '../hooks/catalogue-query';

/** A plain GET form on the catalogue; with script it changes pages without a reload and keeps the other filters. */
export function SearchBox() {
  const router = useRouter();
  const filters = readFilters(router.pathname === '/' ? router.query : {});
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = new FormData(event.currentTarget).get('q');
    void router.push(hrefOf({ ...filters, q: typeof words === 'string' ? words.trim() : '' }));
  };
  return (
    <form role="search" action="/" method="get" className="search-box" onSubmit={search}>
      <label htmlFor="search">Search</label>
      <input id="search" type="search" name="q" key={filters.q} defaultValue={filters.q} maxLength={100} />
      <button type="submit" className="button" aria-label="Search products">
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" className="icon">
          <circle cx="10.5" cy="10.5" r="6.5" />
          <path d="m15.5 15.5 5 5" />
        </svg>
      </button>
    </form>
  );
}
