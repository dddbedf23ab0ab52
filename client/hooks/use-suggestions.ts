import { useRouter } from 'next/router';
import { type ComponentProps, type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { browserClient } from '../api/build-client';
import { useStore } from './store';
import { type Suggested, SuggestionSearch } from './suggestion-search';

export const LISTBOX_ID = 'suggestions';

export interface Suggestions extends Suggested {
  /** The option that Enter opens; -1 for none: then Enter searches. */
  active: number;
  close: () => void;
  inputProps: ComponentProps<'input'>;
}

/** A combobox after the ARIA pattern: arrows move through the options, Enter opens one, Escape closes the list. */
export function useSuggestions(): Suggestions {
  const router = useRouter();
  const search = useMemo(() => new SuggestionSearch(browserClient), []);
  const { words, products } = useStore(search);
  const [active, setActive] = useState(-1);
  const [isReady, setReady] = useState(false);
  // Without script it is a plain search box.
  useEffect(() => setReady(true), []);

  const close = () => {
    search.clear();
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = products[active];
    if (products.length > 0 && step) {
      event.preventDefault();
      setActive((now) => ((now + 1 + step + products.length + 1) % (products.length + 1)) - 1);
    } else if (event.key === 'Escape' && products.length > 0) {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      close();
      void router.push(`/products/${chosen.id}`);
    }
  };
  const isOpen = products.length > 0;
  const combobox: ComponentProps<'input'> = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': isOpen,
    'aria-controls': LISTBOX_ID,
    'aria-activedescendant': active >= 0 ? `${LISTBOX_ID}-${active}` : undefined,
    onInput: ({ currentTarget }) => {
      setActive(-1);
      search.type(currentTarget.value);
    },
    onKeyDown,
    onBlur: close,
  };
  return { words, products, active, close, inputProps: isReady ? combobox : {} };
}
