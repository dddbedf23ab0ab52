import { useRouter } from 'next/router';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Category } from '../../api/products';
import {
  chipsOf,
  type Filters,
  hrefOf,
  hrefOfForm,
  priceHint,
  SORTS,
  type WrongPrices,
} from '../../domain/catalogue-query';
import { Icon } from '../icon';

interface Props {
  filters: Filters;
  categories: Category[];
  wrongPrices: WrongPrices;
}

/**
 * A plain GET form: its button applies it without script. With script a choice applies at once, a price when the
 * field is left. On phones it opens from a button, as a native popover.
 */
export function FilterBar({ filters, categories, wrongPrices }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const apply = useApply(form, hrefOf(filters, wrongPrices));
  useShownFilters(form, filters, wrongPrices);
  const active = chipsOf({ ...filters, q: '' }).length;
  return (
    <>
      <button type="button" popoverTarget="filters" className="button filters-button">
        <Icon name="filter" size={20} />
        Filters
        {active > 0 && <span className="visually-hidden">, {active} in force</span>}
        {active > 0 && (
          <span className="badge" aria-hidden="true">
            {active}
          </span>
        )}
      </button>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- events of its fields */}
      <form
        ref={form}
        id="filters"
        popover="auto"
        action="/"
        method="get"
        className="filters"
        aria-label="Filter and sort"
        onSubmit={(event) => {
          event.preventDefault();
          event.currentTarget.hidePopover?.();
          apply();
        }}
        onChange={({ target }: FormEvent) => {
          if (target instanceof HTMLSelectElement || (target as HTMLInputElement).type === 'checkbox')
            apply();
        }}
        onBlur={({ target }) => {
          if (target instanceof HTMLInputElement && target.inputMode === 'decimal') apply();
        }}
      >
        {filters.q && <input type="hidden" name="q" value={filters.q} />}
        {filters.userId && <input type="hidden" name="userId" value={filters.userId} />}
        <Labelled id="category" label="Category">
          <CategorySelect chosen={filters.category} categories={categories} />
        </Labelled>
        <PriceField
          name="minPrice"
          label="Min price ($)"
          value={filters.minPrice}
          wrong={wrongPrices.minPrice}
        />
        <PriceField
          name="maxPrice"
          label="Max price ($)"
          value={filters.maxPrice}
          wrong={wrongPrices.maxPrice}
        />
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
      <WrongPriceNote wrongPrices={wrongPrices} />
    </>
  );
}

/** Takes over what the form shows, without moving the page or the focus. */
function useApply(form: { current: HTMLFormElement | null }, shown: string): () => void {
  const router = useRouter();
  return () => {
    const href = form.current && hrefOfForm(form.current);
    if (href && href !== shown) void router.push(href, undefined, { scroll: false });
  };
}

/** New filters from the address (a chip, the back button) replace what the form showed. */
function useShownFilters(
  form: { current: HTMLFormElement | null },
  filters: Filters,
  wrongPrices: WrongPrices,
): void {
  const values = JSON.stringify({ ...filters, ...wrongPrices });
  useEffect(() => {
    for (const [name, value] of Object.entries(JSON.parse(values) as Record<string, string | boolean>)) {
      const field = form.current?.elements.namedItem(name);
      if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value === true;
      else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
        if (field !== document.activeElement) field.value = String(value);
      }
    }
  }, [form, values]);
}

function CategorySelect({ chosen, categories }: { chosen: string; categories: Category[] }) {
  const isKnown = !chosen || categories.some(({ name }) => name === chosen);
  return (
    <select id="category" name="category" defaultValue={chosen}>
      <option value="">All</option>
      {categories.map(({ name, count }) => (
        <option key={name} value={name}>
          {`${name} (${count})`}
        </option>
      ))}
      {!isKnown && <option>{chosen}</option>}
    </select>
  );
}

interface PriceFieldProps {
  name: 'minPrice' | 'maxPrice';
  label: string;
  value: string;
  wrong: string | undefined;
}

function PriceField({ name, label, value, wrong }: PriceFieldProps) {
  const id = name === 'minPrice' ? 'min-price' : 'max-price';
  return (
    <Labelled id={id} label={label}>
      <input
        id={id}
        name={name}
        inputMode="decimal"
        size={6}
        defaultValue={wrong ?? value}
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={wrong === undefined ? undefined : 'price-error'}
      />
    </Labelled>
  );
}

/** Outside the form, so that phones show it while the form is closed. The live region is always there. */
function WrongPriceNote({ wrongPrices }: { wrongPrices: WrongPrices }) {
  return (
    <p id="price-error" role="status" className="field-error price-error">
      {Object.values(wrongPrices).map(priceHint).join(' ')}
    </p>
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
