import { useRouter } from 'next/router';
import { LISTBOX_ID, type Suggestions } from '../hooks/use-suggestions';

/** The list below the search box; how many there are is announced. */
export function SuggestionList({
  suggestions: { words, products, active, close },
}: {
  suggestions: Suggestions;
}) {
  const router = useRouter();
  return (
    <>
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
            aria-selected={index === active}
            // Keeps the focus in the search box.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              close();
              void router.push(`/products/${id}`);
            }}
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
