import { useRouter } from 'next/router';
import type { FormEvent } from 'react';
import { hrefOf, hrefOfForm, readFilters, searchParamsOf } from '../hooks/catalogue-query';
import { useSuggestions } from '../hooks/use-suggestions';
import { Icon } from './icon';
import { SuggestionList } from './suggestion-list';

/** A plain GET form on the catalogue; with script it suggests products and changes pages without a reload. */
export function SearchBox() {
  const router = useRouter();
  const filters = readFilters(router.pathname === '/' ? router.query : {});
  const kept = searchParamsOf({ ...filters, q: '' });
  const suggestions = useSuggestions();
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    suggestions.close();
    const words = new FormData(event.currentTarget).get('q');
    const q = typeof words === 'string' ? words.trim() : '';
    // What is chosen in the filters counts, even where it is not applied yet.
    const form = document.getElementById('filters');
    void router.push(form instanceof HTMLFormElement ? hrefOfForm(form, { q }) : hrefOf({ ...filters, q }));
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
        autoComplete="off"
        {...suggestions.inputProps}
      />
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className="icon-button" aria-label="Search products">
        <Icon name="search" size={20} />
      </button>
      <SuggestionList suggestions={suggestions} />
    </form>
  );
}
