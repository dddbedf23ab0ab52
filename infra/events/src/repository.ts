import path from 'node:path';

/** The root of the repository, from `src` as from `build`. */
export const REPOSITORY = path.resolve(__dirname, '../../..');

/** Where the schemas of today are; those of each release are in `released/<version>` below it. */
export const DOCS = path.join(REPOSITORY, 'docs/events');
