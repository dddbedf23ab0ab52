import type { Request, Response } from 'express';
import { z } from 'zod';
import { BadRequestError } from '../errors/bad-request-error';
import { isDocumentId } from '../database/document-id';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/** A place in a sorted list: the sort value and the id of the last document seen (keyset paging, no skip). */
export interface Position {
  value: string | number;
  id: string;
}

/** The query parameters that `readPage` reads. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .pipe(z.coerce.number<string>().int().min(1))
    .default(DEFAULT_LIMIT)
    .describe(`How many at most; more than ${MAX_LIMIT} counts as ${MAX_LIMIT}`),
  cursor: z.string().optional().describe('Where to go on, from the Link header of the page before'),
};

/** The header that `linkNextPage` sets. */
export const nextPageHeader = {
  Link: z.string().describe('The next page as `<address>; rel="next"`; absent on the last one'),
};

/** Which page of a list was asked for. */
export interface PageRequest {
  limit: number;
  after?: Position;
}

/**
 * Reads `?limit=` (50; more than 100 counts as 100) and `?cursor=` of a list request; empty ones count as left out.
 * @throws BadRequestError naming the field that is no limit or no cursor of ours
 */
export function readPage(req: Request): PageRequest {
  const { cursor } = req.query;
  const limit = pageQuery.limit.safeParse(req.query.limit || undefined);
  if (!limit.success) {
    throw new BadRequestError(
      `limit must be a whole number, 1 or more; more than ${MAX_LIMIT} counts as ${MAX_LIMIT}`,
      { field: 'limit', code: 'invalid_field' },
    );
  }
  const page = { limit: Math.min(limit.data, MAX_LIMIT) };
  return cursor ? { ...page, after: decode(cursor) } : page;
}

/** Sets `Link: <…>; rel="next"`: the same request, continued after `last`. */
export function linkNextPage(req: Request, res: Response, last: Position): void {
  const url = new URL(req.originalUrl, 'http://host');
  url.searchParams.set('cursor', Buffer.from(JSON.stringify([last.value, last.id])).toString('base64url'));
  res.set('Link', `<${url.pathname}${url.search}>; rel="next"`);
}

function decode(cursor: unknown): Position {
  try {
    const [value, id] = JSON.parse(Buffer.from(String(cursor), 'base64url').toString()) as unknown[];
    if ((typeof value === 'string' || typeof value === 'number') && isDocumentId(id)) return { value, id };
  } catch {
    // malformed: refused below
  }
  throw new BadRequestError('cursor must come from the Link header of a page before', {
    field: 'cursor',
    code: 'invalid_cursor',
  });
}
