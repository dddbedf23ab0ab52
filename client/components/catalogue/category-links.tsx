import type { Category } from '../../api/products';
import { type Filters, hrefOf } from '../../domain/catalogue-query';
import Link from '../link';

/** The categories as links with the number of products that the other filters leave in each. */
export function CategoryLinks({ categories, filters }: { categories: Category[]; filters: Filters }) {
  if (categories.length < 2) return null;
  return (
    <nav aria-label="Categories">
      <ul className="category-links">
        {[{ name: '', count: 0 }, ...categories].map(({ name, count }) => (
          <li key={name}>
            <Link
              href={hrefOf({ ...filters, category: name })}
              className="chip"
              aria-current={name === filters.category ? 'true' : undefined}
              data-scroll="stay"
            >
              <bdi>{name || 'All'}</bdi> {count > 0 && <span className="chip-count">{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
