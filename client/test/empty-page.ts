/**
 * What a browser loads for an empty page of this Next.js: its scripts, in Brotli.
 * A full run builds that page and fails when its size differs from this one.
 */
export const EMPTY_PAGE = { next: '16.4.6', bytes: 96_400 };
