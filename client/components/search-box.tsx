import { useRouter } from 'next/router';
import type { FormEvent } from 'react';
import { hrefOf, readFilters } from '../hooks/catalogue-query';
import { Icon } from './icon';

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
      <label htmlFor="search" className="visually-hidden">
        Search
      </label>
      <input
        id="search"
        type="search"
        name="q"
        key={filters.q}
        defaultValue={filters.q}
        maxLength={100}
        placeholder="Search"
      />
      <button type="submit" className="icon-button" aria-label="Search products">
        <Icon name="search" size={20} />
      </button>
    </form>
  );
}
