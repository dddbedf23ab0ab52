import { noSuch } from '../api-error';
import {
  onlyParams,
  optionalInteger,
  optionalObject,
  optionalText,
  type Params,
  refuseParams,
} from '../params';
import type { Collection } from '../storage/collection';

interface Listed {
  id: string;
  created: number;
}

const KNOWN = ['limit', 'starting_after', 'created'];
const NOT_IMITATED = ['ending_before', 'expand'];

/** One page of objects in Stripe's form, newest first. */
export interface Page<T> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: T[];
}

/** What is listed. */
interface Listing<T> {
  /** The name of the objects in the message about an unknown cursor. */
  kind: string;
  url: string;
  /** The parameter behind `where`. */
  filter: string;
  where: (object: T) => boolean;
}

/**
 * Stripe's cursor paging: `limit` (10, at most 100), `starting_after` an id, and bounds of `created`.
 * @throws ApiError 400
 */
export function listPage<T extends Listed>(
  objects: Collection<T>,
  params: Params,
  { kind, url, filter, where }: Listing<T>,
): Page<T> {
  refuseParams(params, NOT_IMITATED, 'a list');
  onlyParams(params, [...KNOWN, filter]);
  const limit = optionalInteger(params, 'limit', { min: 1, max: 100 }) ?? 10;
  const after = optionalText(params, 'starting_after');
  if (after !== undefined && objects.get(after) === undefined)
    throw noSuch(kind, after, 'starting_after', 400);
  const created = createdFilter(params);

  const found: T[] = [];
  for (const object of objects.olderThan(after)) {
    if (!where(object) || !created(object.created)) continue;
    found.push(object);
    if (found.length > limit) break;
  }
  return { object: 'list', url, has_more: found.length > limit, data: found.slice(0, limit) };
}

/** `created[gte]=…` and `created[lte]=…`, in seconds since 1970. */
function createdFilter(params: Params): (created: number) => boolean {
  const bounds = optionalObject(params, 'created') ?? {};
  refuseParams(bounds, ['gt', 'lt'], 'created');
  onlyParams(bounds, ['gte', 'lte'], 'created');
  const [from, to] = ['gte', 'lte'].map((name) =>
    optionalInteger(bounds, name, { min: 0 }, `created[${name}]`),
  );
  return (created) => created >= (from ?? 0) && created <= (to ?? Infinity);
}
