import type { EventContract } from '@datnxecommerce/common';
import { z } from 'zod';

/** The part of JSON Schema that the contracts need. */
export interface JsonSchema {
  $schema?: string;
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  [keyword: string]: unknown;
}

/**
 * The JSON Schema (2020-12) of what a contract accepts.
 * @throws Error when a part of the contract has no JSON Schema form; give it one by `.meta`, as `money` does
 */
export function schemaOf({ name, subject, schema }: EventContract): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'throw',
  }) as JsonSchema;
  return { $schema, title: name, description: `The data of ${subject}`, ...rest };
}
