import type { Books } from '../books';

/** Something that does not hold, with the documents that prove it: ids, versions, amounts. */
export interface Finding {
  message: string;
  proof: Record<string, unknown>;
}

/** Checks one invariant over the books; a pure function. */
export type Check = (books: Books) => Finding[];
