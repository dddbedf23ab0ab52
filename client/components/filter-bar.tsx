import { useRouter } from 'next/router';
import type { FormEvent, ReactNode } from 'react';
import { type Filters, hrefOf, readFilters, SORTS } from '../hooks/catalogue-query';

interface Props {
  filters: Filters;
  categories: string[];
}

/** A plain GET form; with script it changes the address without a reload. */
export function FilterBar({ filters, categories }: Props) {
  const router = useRouter();
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].filter((entry): entry is [string, string] => {
        return typeof entry[1] === 'string';
      }),
    );
    void router.push(hrefOf(readFilters(values)), undefined, { scroll: false });
  };
  const shown = categories.includes(filters.category) || !filters.category;
  const options = shown ? categories : [...categories, filters.category];
  return (
    <form
      // New filters from the address (a chip, the back button) replace what was typed.
      key={hrefOf(filters)}
      action="/"
      method="get"
      className="filters"
      aria-label="Filter and sort"
      onSubmit={apply}
    >
      {filters.q && <input type="hidden" name="q" value={filters.q} />}
      <Labelled id="category" label="Category">
        <select id="category" name="category" defaultValue={filters.category}>
          <option value="">All</option>
          {options.map((category) => (
            <option key={category}>{category}</option>
          ))}
        </select>
      </Labelled>
      <Labelled id="min-price" label="Min price ($)">
        <input id="min-price" name="minPrice" inputMode="decimal" size={6} defaultValue={filters.minPrice} />
      </Labelled>
      <Labelled id="max-price" label="Max price ($)">
        <input id="max-price" name="maxPrice" inputMode="decimal" size={6} defaultValue={filters.maxPrice} />
      </Labelled>
      <Labelled id="sort" label="Sort by">
        <select id="sort" name="sort" defaultValue={filters.sort}>
          {SORTS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Labelled>
      <label className="check">
        <input type="checkbox" name="inStock" value="true" defaultChecked={filters.inStock} />
        In stock only
      </label>
      <button type="submit" className="button">
        Apply
      </button>
    </form>
  );
}

function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}
