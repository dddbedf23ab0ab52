import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type * as CheckFields from '../requests/check-fields';
import {
  fieldsOf,
  isLeftOut,
  isListOfObjects,
  PLACES,
  withoutEntries,
  type FurtherChecks,
  type PlacedField,
  type RequestSchema,
} from '../requests/request-fields';

/** Loaded for the first request that needs it: express-validator takes 3 to 8 MiB and about 100 ms. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` loads later than the next line
const checkFields = () => require('../requests/check-fields') as typeof CheckFields;

/** The fields of requests that have passed. */
const passed = new WeakMap<Request, object>();

/**
 * Checks a request: 400 with one entry per bad field. The entries of a list are checked once all fields have passed,
 * so a list that is too long costs nothing. The handler takes its input from `validated`.
 *
 * Its schema decides at once. A request that it refuses goes through express-validator, which finds an entry for each
 * bad field at ten times the cost; so does one with a field that has further checks.
 */
export function validateRequest(schema: RequestSchema, further: FurtherChecks = {}): RequestHandler {
  const fields = PLACES.flatMap((place) => fieldsOf(place, schema[place]));
  const plainFields = fields.map((field) => ({
    ...field,
    isOptional: field.field.isOptional(),
    bounds: isListOfObjects(field.field) ? withoutEntries(field.field) : undefined,
    isChecked: further[field.path] !== undefined,
  }));
  let checks: ReturnType<typeof CheckFields.buildChecks> | undefined;
  const checkEach = async (req: Request): Promise<void> => {
    checks ??= checkFields().buildChecks(fields, further);
    const data = await checks(req);
    passed.set(req, Object.assign({}, ...PLACES.map((place) => schema[place]?.parse(data))) as object);
  };
  return (req, _res, next) => {
    const data = parseAll(req, schema, plainFields);
    if (!data) return void checkEach(req).then(() => next(), next);
    passed.set(req, data);
    next();
  };
}

interface PlainField extends PlacedField {
  isOptional: boolean;
  /** The bounds of a list of objects; its entries are not looked at when it is too long. */
  bounds?: z.ZodType;
  isChecked: boolean;
}

/** @returns the fields, or undefined when the schema refuses one or one has further checks */
function parseAll(req: Request, schema: RequestSchema, fields: readonly PlainField[]): object | undefined {
  const given = { body: {}, query: {}, headers: {} } as Record<PlacedField['place'], Record<string, unknown>>;
  const sources = { body: req.body as unknown, query: schema.query && req.query, headers: req.headers };
  for (const { place, path, isOptional, bounds, isChecked } of fields) {
    const value = (sources[place] as Record<string, unknown> | undefined)?.[path];
    if (isOptional && isLeftOut(place, value)) continue;
    if (isChecked || (bounds && !bounds.safeParse(value).success)) return undefined;
    given[place][path] = value;
  }
  const data = {};
  for (const place of PLACES) {
    const result = schema[place]?.safeParse(given[place]);
    if (result && !result.success) return undefined;
    Object.assign(data, result?.data);
  }
  return data;
}

type Output<T> = T extends z.ZodObject ? z.output<T> : unknown;

/**
 * The fields of a request that `validateRequest` has checked; everything else that was sent is dropped.
 * @param _schema as given to `validateRequest`
 */
export function validated<S extends RequestSchema>(
  req: Request,
  _schema: S,
): Output<S['body']> & Output<S['query']> & Output<S['headers']> {
  return passed.get(req) as ReturnType<typeof validated<S>>;
}
