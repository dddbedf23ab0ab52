/** A JSON Schema (2020-12, the dialect of OpenAPI 3.1), as far as our documents use it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minProperties?: number;
  anyOf?: JsonSchema[];
}

/** The id of a document. */
export const idSchema: JsonSchema = { type: 'string', pattern: '^[0-9a-fA-F]{24}$' };

/** A moment, as JSON shows a Date. */
export const dateSchema: JsonSchema = { type: 'string', format: 'date-time' };

/** An object with these properties; those that may be absent are named. */
export function objectSchema(
  properties: Record<string, JsonSchema>,
  { optional = [] }: { optional?: string[] } = {},
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

/** A schema among the document's `components`. */
export const schemaRef = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
