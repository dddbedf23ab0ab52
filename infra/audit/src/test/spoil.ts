import { violationsOf, type Violation } from '../audit';
import type { Books } from '../books';
import type { InvariantName } from '../invariants';
import { soundBooks } from './books';

/** The violations in books that were correct before `spoil`. */
export function spoiled(spoil: (books: Books) => void): Violation[] {
  const books = soundBooks();
  spoil(books);
  return violationsOf(books);
}

/** The invariants that are named, once each. */
export const namesOf = (violations: Violation[]): InvariantName[] => [
  ...new Set(violations.map(({ invariant }) => invariant)),
];

/** One of a list that must be there. */
export function the<T extends { id: string }>(list: T[] | undefined, id: string): T {
  const found = list?.find((entry) => entry.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}
