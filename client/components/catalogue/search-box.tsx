import { useRouter } from 'next/router';
import { type FormEvent, useEffect, useState } from 'react';
import { hrefOf, hrefOfForm, readFilters, searchParamsOf } from '../../domain/catalogue-query';
import { Icon } from '../icon';
import type { Suggestions } from './suggestions';

/** A plain GET form on the catalogue; with script it suggests products and changes pages without a reload. */
export function SearchBox() {
  const router = useRouter();
  const filters = readFilters(router.pathname === '/' ? router.query : {});
  const kept = searchParamsOf({ ...filters, q: '' });
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  const [Suggesting, setSuggesting] = useState<typeof Suggestions | null>(null);
  // Suggestions are no part of the first load. Searching works without them.
  const suggest = () => {
    void import('./suggestions').then(
      ({ Suggestions: loaded }) => setSuggesting(() => loaded),
      () => undefined,
    );
  };
  // New words from the address (a chip, the back button) replace the old ones, but not those being written.
  useEffect(() => {
    if (input && input !== document.activeElement) input.value = filters.q;
  }, [input, filters.q]);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = new FormData(event.currentTarget).get('q');
    const q = typeof words === 'string' ? words.trim() : '';
    input?.blur(); // so that the results get the focus
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
        dir="auto"
        name="q"
        defaultValue={filters.q}
        maxLength={100}
        placeholder="Search"
        autoComplete="off"
        ref={setInput}
        onFocus={suggest}
      />
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className="icon-button" aria-label="Search products">
        <Icon name="search" size={20} />
      </button>
      {Suggesting && input && <Suggesting input={input} />}
    </form>
  );
}
