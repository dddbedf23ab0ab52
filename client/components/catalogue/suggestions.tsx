import { useRouter } from 'next/router';
import { useEffect, useMemo, useState } from 'react';
import { browserClient } from '../../api/build-client';
import { isComposing } from '../../hooks/is-composing';
import { useStore } from '../../hooks/store';
import { SuggestionSearch } from '../../hooks/catalogue/suggestion-search';

const LISTBOX_ID = 'suggestions';
const STEPS: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Makes a combobox of the search box after the ARIA pattern: arrows move through the options, Enter opens one,
 * Escape closes the list. It comes when the box is first used; until then, and without script, the box only searches.
 */
export function Suggestions({ input }: { input: HTMLInputElement }) {
  const { push } = useRouter();
  const search = useMemo(() => new SuggestionSearch(browserClient), []);
  const { words, products } = useStore(search);
  const [active, setActive] = useState(-1);
  const open = (id: string) => {
    search.clear();
    input.blur(); // so that the product gets the focus
    void push(`/products/${id}`);
  };

  useEffect(() => search.type(input.value), [input, search]);

  useEffect(() => {
    const onInput = () => {
      setActive(-1);
      search.type(input.value);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isComposing(event)) return;
      const step = STEPS[event.key];
      const chosen = products[active];
      if (products.length === 0) return;
      if (step) setActive((now) => ((now + 1 + step + products.length + 1) % (products.length + 1)) - 1);
      else if (event.key === 'Escape') search.clear();
      else if (event.key === 'Enter' && chosen) open(chosen.id);
      else return;
      event.preventDefault();
    };
    const stop = new AbortController();
    const { signal } = stop;
    input.addEventListener('input', onInput, { signal });
    input.addEventListener('keydown', onKeyDown, { signal });
    input.addEventListener('blur', search.clear, { signal });
    input.form?.addEventListener('submit', search.clear, { signal });
    return () => stop.abort();
  });

  useEffect(() => {
    const states = {
      'aria-expanded': products.length > 0,
      'aria-controls': LISTBOX_ID,
      'aria-autocomplete': 'list',
    };
    input.setAttribute('role', 'combobox');
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, String(value));
    if (products[active]) input.setAttribute('aria-activedescendant', `${LISTBOX_ID}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  }, [input, products, active]);

  return (
    <>
      {/* eslint-disable jsx-a11y/no-noninteractive-element-to-interactive-role -- a listbox of the ARIA pattern */}
      {/* eslint-disable jsx-a11y/click-events-have-key-events -- the search box has the focus and the keys */}
      <ul
        id={LISTBOX_ID}
        role="listbox"
        aria-label="Suggestions"
        className="suggestions"
        hidden={!products.length}
      >
        {products.map(({ id, title }, index) => (
          <li
            key={id}
            id={`${LISTBOX_ID}-${index}`}
            role="option"
            dir="auto"
            aria-selected={index === active}
            // Keeps the focus in the search box.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(id)}
          >
            {title}
          </li>
        ))}
      </ul>
      <span role="status" className="visually-hidden">
        {words && (products.length === 1 ? '1 suggestion' : `${products.length || 'No'} suggestions`)}
      </span>
    </>
  );
}
