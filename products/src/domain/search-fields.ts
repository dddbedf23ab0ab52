import type { ProductFields, SearchFields } from '../models/product';

/** One more whenever these fields are made differently: the back-fill then makes those of all products anew. */
export const SEARCH_VERSION = 2;

/** Longest sort key; titles equal up to here are ordered by id. */
const TITLE_KEY_LENGTH = 200;

/** Longest part of an unspaced text that is stored; a longer query is found by all its parts of this length. */
const PART_LENGTH = 4;

/** Scripts that are written without spaces between words, the iteration marks of Japanese included. */
const UNSPACED = String.raw`\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}`;
/** A run of letters, marks and digits, of unspaced scripts alone or of others alone. */
const WORD = new RegExp(
  String.raw`(?:(?=[${UNSPACED}])[\p{L}\p{M}\p{N}])+|(?:(?![${UNSPACED}])[\p{L}\p{M}\p{N}])+`,
  'gu',
);
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

/** Accents and vowel points, which people leave out; not the marks of kana and Thai, which make another word. */
const ACCENTS = /(?![\u3099\u309a])(?=\p{M})[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}]/gu;
const FORMAT_CHARACTERS = /\p{Cf}/gu;

/** Letters of their own to Unicode, and how people without their keyboard type them. */
const SPELLED_OUT: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
};
const SPELLED_OUT_LETTERS = new RegExp(`[${Object.keys(SPELLED_OUT).join('')}]`, 'g');

/** What a product is found and sorted by. */
export function searchFields({
  title,
  description = '',
  category,
}: Pick<ProductFields, 'title' | 'description' | 'category'>): SearchFields {
  return {
    version: SEARCH_VERSION,
    words: [...new Set(wordsOf(`${title} ${description} ${category ?? ''}`).flatMap(entriesOf))],
    title: normalise(title).slice(0, TITLE_KEY_LENGTH),
    ...(category && { category: normalise(category) }),
  };
}

/**
 * The words that a product must have to match a query, each whole or as the start of a word. They hold letters, marks
 * and digits only, so they mean nothing to a regular expression.
 */
export function queryWords(q: string): string[] {
  return [...new Set(wordsOf(q).flatMap((word) => (isUnspaced(word) ? windowsOf(word) : [word])))];
}

/** Without case and accents: `Điện THOẠI` and `dien thoai` are the same, and so are `Straße` and `STRASSE`. */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(FORMAT_CHARACTERS, '')
    .replace(SPELLED_OUT_LETTERS, (letter) => SPELLED_OUT[letter] ?? letter)
    .normalize('NFC');
}

const wordsOf = (text: string): string[] => normalise(text).match(WORD) ?? [];

const isUnspaced = (word: string): boolean => STARTS_UNSPACED.test(word);

/** What is stored of a word: a word of an unspaced script can be found from each of its characters on. */
function entriesOf(word: string): string[] {
  if (!isUnspaced(word)) return [word];
  const characters = [...word];
  const starts = characters.length === 1 ? characters : characters.slice(0, -1);
  return starts.map((_character, start) => characters.slice(start, start + PART_LENGTH).join(''));
}

/** The parts of a word of an unspaced script as they are stored, each one character further. */
function windowsOf(word: string): string[] {
  const characters = [...word];
  const count = Math.max(1, characters.length - PART_LENGTH + 1);
  return Array.from({ length: count }, (_, start) => characters.slice(start, start + PART_LENGTH).join(''));
}
