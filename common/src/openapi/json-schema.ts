import { z } from 'zod';

/** A JSON Schema (2020-12, the dialect of OpenAPI 3.1). */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A moment, as JSON shows a Date. */
export const dateTime = z.string().meta({ format: 'date-time' });

/**
 * What a value may be before it is parsed, as JSON Schema.
 * @param io `output` for a query parameter: OpenAPI describes the value that its text stands for
 * @throws Error for a schema that JSON Schema cannot express
 */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, override: simplify });
  return rest;
}

/** Drops the bounds of a double, which zod gives to each integer, and writes `X or null` as one list of types. */
function simplify({ jsonSchema: found }: { jsonSchema: JsonSchema }): void {
  if (found.minimum === Number.MIN_SAFE_INTEGER) delete found.minimum;
  if (found.maximum === Number.MAX_SAFE_INTEGER) delete found.maximum;
  const [schema, other] = found.anyOf ?? [];
  if (schema?.type === undefined || other?.type !== 'null') return;
  delete found.anyOf;
  Object.assign(found, schema, { type: [schema.type, 'null'] });
}

/** A schema among the document's `components`. */
export const schemaRef = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
