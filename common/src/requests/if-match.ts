import { z } from 'zod';
import { PreconditionFailedError } from '../errors/precondition-failed-error';

/** RFC 9110, 8.8.3: an opaque tag in quotes; `W/` marks a weak one. */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;
/** RFC 9110, 5.6.1.2: a list whose empty elements are ignored; `""` stands for each tag. */
const TAG_LIST = /^[ \t,]*""(?:[ \t]*,[ \t,]*"")*[ \t,]*$/;

const isIfMatch = (value: string): boolean => value === '*' || TAG_LIST.test(value.replace(ENTITY_TAG, '""'));

/**
 * The optional `If-Match` header: one entity tag, a list of them, or `*`. Anything else is malformed.
 * Put it into a request's schema as `headers`.
 */
export const ifMatchHeader = z.object({
  'if-match': z
    .string()
    .refine(isIfMatch)
    .meta({
      examples: ['"3"'],
      description: 'If-Match must be an ETag in quotes, such as "3", a list of ETags, or *',
    })
    .optional(),
});

/** The headers of an answer that carries an ETag, for the API's documents. */
export const etagHeader = {
  ETag: z.string().describe('The state that is shown; send it as If-Match to change this state only'),
};

/** The answer to a read whose `If-None-Match` names the current state, for the API's documents. */
export const notModified = { description: 'The state that If-None-Match names', headers: etagHeader };

/**
 * Refuses a change of a state that the caller has not seen. Tags are compared strongly, so a weak tag never matches
 * (RFC 9110, 13.1.1). Call it with the state that the change is applied to, after all other checks.
 * @param ifMatch a header that passed `ifMatchHeader`; undefined and `*` match every state
 * @param etag the strong tag of the current state, quotes included
 * @throws PreconditionFailedError with `message` when no tag matches
 */
export function requireMatch(ifMatch: string | undefined, etag: string, message: string): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  if (!ifMatch.match(ENTITY_TAG)?.includes(etag)) throw new PreconditionFailedError(message);
}
