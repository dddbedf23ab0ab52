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

/**
 * Checks a request: 400 with one entry per bad field. The entries of a list are checked once all fields have passed,
 * so a list that is too long costs nothing. The handler takes its input from `validated`.
 */
export function validateRequest(schema: RequestSchema, further: FurtherChecks = {}): RequestHandler[] {
  const fields = PLACES.flatMap((place) => fieldsOf(place, schema[place]));
  const entryFields = fields.flatMap(({ place, path, field }) =>
    isListOfObjects(field) ? fieldsOf(place, field.element, `${path}.*.`) : [],
  );
  const chains = fields.map((field) => chainOf(field, further[field.path]));
  const ofEntries = entryFields.map((field) => chainOf(field));
  return [...chains, refuseInvalid, ...(ofEntries.length > 0 ? [...ofEntries, refuseInvalid] : [])];
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

const refuseInvalid: RequestHandler = (req, _res, next) => {
  const errors = validationResult(req).array({ onlyFirstError: true });
  if (errors.length > 0) throw new RequestValidationError(errors.map(toItem));
  next();
};

type Output<T> = T extends z.ZodObject ? z.output<T> : unknown;

/** The fields of a checked request; everything else that was sent is dropped. */
export function validated<S extends RequestSchema>(
  req: Request,
  schema: S,
): Output<S['body']> & Output<S['query']> & Output<S['headers']> {
  const data = matchedData(req, { includeOptionals: false });
  const parts = PLACES.map((place) => schema[place]?.parse(data));
  return Object.assign({}, ...parts) as ReturnType<typeof validated<S>>;
}

function toItem(error: { msg: unknown; type: string; path?: string }): ErrorItem {
  const message = String(error.msg);
  return error.path ? { message, field: error.path } : { message };
}
