/** Letters that Unicode calls visible with a blank glyph: braille blank, null notehead, blank hieroglyphs. */
const BLANK_GLYPHS = String.raw`\u2800\u{1D159}\u{13441}\u{13442}`;
/** Any character but spaces, control and format characters, fillers such as U+3164, and blank glyphs. */
const VISIBLE = new RegExp(
  String.raw`[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}${BLANK_GLYPHS}]`,
  'u',
);
/** Control characters, and what embeds or overrides a direction (U+202A to U+202E). */
const FORBIDDEN = /[\p{Cc}\u202A-\u202E]/u;
const LINE_BREAKS_AND_TABS = /[\t\n\r]/g;
const LONE_SURROGATE = /\p{Cs}/u;

/** Whether a text has no lone surrogates: different ill-formed texts become one when they are encoded. */
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

/** Whether a text shows anything at all. */
export const isVisible = (text: string): boolean => VISIBLE.test(text);

/**
 * Says what makes a text unfit for storage and display, whatever it means. Joiners, directional marks and isolates
 * pass: many languages need them.
 * @param lines whether line breaks and tabs pass, too
 * @returns the end of a sentence about the field (`must …`), or undefined when the text is fine
 */
export function textProblem(text: string, { lines = false } = {}): string | undefined {
  if (!isWellFormed(text)) return 'must be well-formed Unicode';
  if (FORBIDDEN.test(lines ? text.replace(LINE_BREAKS_AND_TABS, '') : text))
    return 'must not contain control characters or bidirectional overrides';
  return undefined;
}
