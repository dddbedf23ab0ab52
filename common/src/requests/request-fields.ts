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

/**
 * What an optional field may hold to count as left out, in the words of express-validator. In a query it is the empty
 * text, since a form without JavaScript sends all its fields.
 */
export const LEFT_OUT = { body: 'null', query: 'falsy', headers: 'undefined' } as const;

const MATCHES = {
  undefined: (value: unknown) => value === undefined,
  null: (value: unknown) => value === undefined || value === null,
  falsy: (value: unknown) => !value,
};

/** Whether an optional field counts as left out. */
export const isLeftOut = (place: PlacedField['place'], value: unknown): boolean =>
  MATCHES[LEFT_OUT[place]](value);

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
