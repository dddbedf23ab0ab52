import { ALL, type Chip } from '../../domain/catalogue-query';
import Link from '../link';

/** The filters in force, each with a way to take it off. */
export function FilterChips({ chips }: { chips: Chip[] }) {
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label="Filters in force">
      {chips.map(({ label, href }) => (
        <li key={label}>
          <Link href={href} className="chip">
            <span className="visually-hidden">Remove filter </span>
            <bdi>{label}</bdi>
            <span aria-hidden="true">×</span>
          </Link>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Link href={ALL}>Clear all</Link>
        </li>
      )}
    </ul>
  );
}
