import type { ValidationChain } from 'express-validator';
import { z } from 'zod';

/** What a request may carry: `validateRequest` checks it and `describeApi` publishes it. */
export interface RequestSchema {
  body?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
}

/** Checks of express-validator on a field that has passed its schema, by the field's name. */
export type FurtherChecks = Record<string, (chain: ValidationChain) => ValidationChain>;

/** Where a request carries fields. */
export const PLACES = ['body', 'query', 'headers'] as const;

/** A field of a request's schema. */
export interface PlacedField {
  place: keyof RequestSchema;
  /** As express-validator writes it: `items.*.quantity`. */
  path: string;
  field: z.ZodType;
}

/** The fields that a schema names in one place. */
export const fieldsOf = (
  place: PlacedField['place'],
  { shape }: z.ZodObject = z.object(),
  prefix = '',
): PlacedField[] =>
  Object.entries(shape).map(([name, field]) => ({ place, path: prefix + name, field: field as z.ZodType }));

export const isListOfObjects = (field: z.ZodType): field is z.ZodArray<z.ZodObject> =>
  field instanceof z.ZodArray && field.element instanceof z.ZodObject;

/** The bounds of the list itself. */
export const withoutEntries = ({ def }: z.ZodArray) => new z.ZodArray({ ...def, element: z.unknown() });
