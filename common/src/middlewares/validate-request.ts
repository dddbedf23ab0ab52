import type { Request, RequestHandler } from 'express';
import { buildCheckFunction, matchedData, validationResult, type ValidationChain } from 'express-validator';
import { z } from 'zod';
import type { ErrorItem } from '../errors/custom-error';
import { RequestValidationError } from '../errors/request-validation-error';

/** What a request may carry: `validateRequest` checks it and `describeApi` publishes it. */
export interface RequestSchema {
  body?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
}

/** Checks of express-validator on a field that has passed its schema, by the field's name. */
export type FurtherChecks = Record<string, (chain: ValidationChain) => ValidationChain>;

/**
 * What an optional field may hold to count as left out. In a query it is the empty text, since a form without
 * JavaScript sends all its fields.
 */
const LEFT_OUT = { body: 'null', query: 'falsy', headers: 'undefined' } as const;
const PLACES = ['body', 'query', 'headers'] as const;

/** The fields of a request that its schema took as a whole. */
const passed = new WeakMap<Request, { schema: RequestSchema; fields: object }>();

/**
 * Checks a request: 400 with one entry per bad field. The entries of a list are checked once all fields have passed,
 * so a list that is too long costs nothing. The handler takes its input from `validated`.
 *
 * Its schema decides at once. A request that it refuses goes through express-validator, which finds an entry for each bad
 * field at ten times the cost; so does one with a field that has further checks.
 */
export function validateRequest(schema: RequestSchema, further: FurtherChecks = {}): RequestHandler[] {
  const fields = PLACES.flatMap((place) => fieldsOf(place, schema[place]));
  const entryFields = fields.flatMap(({ place, path, field }) =>
    isListOfObjects(field) ? fieldsOf(place, field.element, `${path}.*.`) : [],
  );
  const chains = fields.map((field) => chainOf(field, further[field.path]));
  const ofEntries = entryFields.map((field) => chainOf(field));
  const plainFields = fields.map((field) => ({
    ...field,
    isOptional: field.field.isOptional(),
    bounds: isListOfObjects(field.field) ? withoutEntries(field.field) : undefined,
    isChecked: further[field.path] !== undefined,
  }));
  const checkAll = async (req: Request): Promise<void> => {
    await refuseInvalid(req, chains);
    await refuseInvalid(req, ofEntries);
  };
  return [
    (req, _res, next) => {
      const data = parseAll(req, schema, plainFields);
      if (!data) return void checkAll(req).then(() => next(), next);
      passed.set(req, { schema, fields: data });
      next();
    },
  ];
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

/** As `LEFT_OUT` tells express-validator. */
function isLeftOut(place: PlacedField['place'], value: unknown): boolean {
  if (value === undefined) return true;
  return place === 'body' ? value === null : place === 'query' && !value;
}

interface PlacedField {
  place: keyof RequestSchema;
  /** As express-validator writes it: `items.*.quantity`. */
  path: string;
  field: z.ZodType;
}

const fieldsOf = (
  place: PlacedField['place'],
  { shape }: z.ZodObject = z.object(),
  prefix = '',
): PlacedField[] =>
  Object.entries(shape).map(([name, field]) => ({ place, path: prefix + name, field: field as z.ZodType }));

/** Runs the schema of a field in express-validator. Nothing is coerced: zod takes no `"5"` for a number. */
function chainOf({ place, path, field }: PlacedField, further?: FurtherChecks[string]): ValidationChain {
  const schema = isListOfObjects(field) ? withoutEntries(field) : field;
  const message = z.toJSONSchema(field, { io: 'input' }).description;
  const chain = buildCheckFunction([place])(path).custom((value) => {
    if (schema.safeParse(value).success) return true; // without options zod takes its fast path
    throw new Error(schema.safeParse(value, { error: () => message }).error?.issues[0]?.message);
  });
  if (field.isOptional()) chain.optional({ values: LEFT_OUT[place] });
  return further ? further(chain.bail().customSanitizer((value) => schema.parse(value))) : chain;
}

const isListOfObjects = (field: z.ZodType): field is z.ZodArray<z.ZodObject> =>
  field instanceof z.ZodArray && field.element instanceof z.ZodObject;

/** The bounds of the list itself. */
const withoutEntries = ({ def }: z.ZodArray) => new z.ZodArray({ ...def, element: z.unknown() });

async function refuseInvalid(req: Request, chains: readonly ValidationChain[]): Promise<void> {
  for (const chain of chains) await chain.run(req);
  const errors = validationResult(req).array({ onlyFirstError: true });
  if (errors.length > 0) throw new RequestValidationError(errors.map(toItem));
}

type Output<T> = T extends z.ZodObject ? z.output<T> : unknown;

/** The fields of a checked request; everything else that was sent is dropped. */
export function validated<S extends RequestSchema>(
  req: Request,
  schema: S,
): Output<S['body']> & Output<S['query']> & Output<S['headers']> {
  const whole = passed.get(req);
  if (whole?.schema === schema) return whole.fields as ReturnType<typeof validated<S>>;
  const data = matchedData(req, { includeOptionals: false });
  const parts = PLACES.map((place) => schema[place]?.parse(data));
  return Object.assign({}, ...parts) as ReturnType<typeof validated<S>>;
}

function toItem(error: { msg: unknown; type: string; path?: string }): ErrorItem {
  const message = String(error.msg);
  return error.path ? { message, field: error.path } : { message };
}
