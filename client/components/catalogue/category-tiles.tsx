import type { Category } from '../../api/products';
import { hrefOf, readFilters } from '../../domain/catalogue-query';
import Link from '../link';
import { pictureAddress } from '../../domain/picture-address';

const MOST = 8;

/** The largest categories, each with a picture of what is in it. */
export function CategoryTiles({ categories }: { categories: Category[] }) {
  if (categories.length < 2) return null;
  const largest = [...categories].sort((one, other) => other.count - one.count).slice(0, MOST);
  return (
    <section aria-labelledby="categories-title" className="shelf">
      <h2 id="categories-title">Shop by category</h2>
      <ul className="tiles">
        {largest.map(({ name, count }) => (
          <li key={name}>
            <Link href={hrefOf({ ...readFilters({}), category: name })} className="tile">
              {/* eslint-disable-next-line @next/next/no-img-element -- drawn by this site; nothing to optimise */}
              <img
                src={pictureAddress({ id: name, title: name, category: name })}
                alt=""
                width={96}
                height={72}
              />
              <bdi className="tile-name">{name}</bdi>
              <span className="tile-count">{count === 1 ? '1 product' : `${count} products`}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
