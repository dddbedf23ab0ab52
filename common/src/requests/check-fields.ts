import type { Request } from 'express';
import { buildCheckFunction, matchedData, validationResult, type ValidationChain } from 'express-validator';
import { z } from 'zod';
import type { ErrorItem } from '../errors/custom-error';
import { RequestValidationError } from '../errors/request-validation-error';
import {
  fieldsOf,
  isListOfObjects,
  LEFT_OUT,
  withoutEntries,
  type FurtherChecks,
  type PlacedField,
} from './request-fields';

/**
 * Checks fields one by one with express-validator. The entries of a list are checked once all fields have passed.
 * @returns a function that gives the fields of a request, or throws RequestValidationError with one entry per bad one
 */
export function buildChecks(
  fields: readonly PlacedField[],
  further: FurtherChecks,
): (req: Request) => Promise<object> {
  const entryFields = fields.flatMap(({ place, path, field }) =>
    isListOfObjects(field) ? fieldsOf(place, field.element, `${path}.*.`) : [],
  );
  const chains = fields.map((field) => chainOf(field, further[field.path]));
  const ofEntries = entryFields.map((field) => chainOf(field));
  return async (req) => {
    await refuseInvalid(req, chains);
    await refuseInvalid(req, ofEntries);
    return matchedData(req, { includeOptionals: false });
  };
}

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

async function refuseInvalid(req: Request, chains: readonly ValidationChain[]): Promise<void> {
  for (const chain of chains) await chain.run(req);
  const errors = validationResult(req).array({ onlyFirstError: true });
  if (errors.length > 0) throw new RequestValidationError(errors.map(toItem));
}

function toItem(error: { msg: unknown; type: string; path?: string }): ErrorItem {
  const message = String(error.msg);
  return error.path ? { message, field: error.path } : { message };
}
