import { invalidRequest, noSuch } from '../api-error';
import { type Params, optionalInteger, optionalObject, optionalText } from '../params';
import type { Collection } from '../storage/collection';

interface Listed {
  id: string;
  created: number;
}

export const LIST_PARAMS = ['limit', 'starting_after', 'ending_before', 'created', 'expand'] as const;

/** One page of objects in Stripe's form, newest first. */
export interface Page<T> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: T[];
}

/**
 * Stripe's cursor paging: `limit` (10, at most 100), `starting_after` or `ending_before` an id, and `created` as a
 * number or as bounds.
 * @param kind the name of the objects in the message about an unknown cursor
 * @throws ApiError 400
 */
export function listPage<T extends Listed>(
  objects: Collection<T>,
  params: Params,
  { kind, url, where = () => true }: { kind: string; url: string; where?: (object: T) => boolean },
): Page<T> {
  const limit = optionalInteger(params, 'limit', { min: 1, max: 100 }) ?? 10;
  const after = cursor(objects, params, 'starting_after', kind);
  const before = cursor(objects, params, 'ending_before', kind);
  if (after !== undefined && before !== undefined) {
    throw invalidRequest('You cannot parameterize both starting_after and ending_before.', {
      param: 'starting_after',
    });
  }
  const created = createdFilter(params);

  const found: T[] = [];
  const candidates = before === undefined ? objects.olderThan(after) : objects.newerThan(before);
  for (const object of candidates) {
    if (!where(object) || !created(object.created)) continue;
    found.push(object);
    if (found.length > limit) break;
  }
  const data = found.slice(0, limit);
  if (before !== undefined) data.reverse();
  return { object: 'list', url, has_more: found.length > limit, data };
}

function cursor<T extends Listed>(objects: Collection<T>, params: Params, name: string, kind: string) {
  const id = optionalText(params, name);
  if (id !== undefined && objects.get(id) === undefined) throw noSuch(kind, id, name, 400);
  return id;
}

const COMPARISONS: Readonly<Record<string, (created: number, bound: number) => boolean>> = {
  gt: (created, bound) => created > bound,
  gte: (created, bound) => created >= bound,
  lt: (created, bound) => created < bound,
  lte: (created, bound) => created <= bound,
};

/** `created=1700000000` or `created[gte]=…`, in seconds since 1970. */
function createdFilter(params: Params): (created: number) => boolean {
  if (typeof params.created === 'string') {
    const exact = optionalInteger(params, 'created', { min: 0 });
    return (created) => created === exact;
  }
  const bounds = optionalObject(params, 'created') ?? {};
  const tests = Object.keys(bounds).map((name) => {
    const compare = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
    if (compare === undefined) {
      throw invalidRequest(`Received unknown parameter: created[${name}]`, {
        code: 'parameter_unknown',
        param: `created[${name}]`,
      });
    }
    const bound = optionalInteger(bounds, name, { min: 0 }, `created[${name}]`) ?? 0;
    return (created: number) => compare(created, bound);
  });
  return (created) => tests.every((test) => test(created));
}
