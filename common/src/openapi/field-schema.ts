import type { ParamSchema } from 'express-validator';
import type { JsonSchema } from './json-schema';

/**
 * What a rule's own check means as JSON Schema. A symbol: express-validator, which takes every named property for a
 * validator, does not see it, and it stays when a rule is spread into another.
 */
const MEANING = Symbol('JSON Schema of a rule');

type DescribedRule = ParamSchema & { [MEANING]?: JsonSchema };

/** Tells what a rule's `custom` check lets through, which no document could read off a function. */
export function described(rule: ParamSchema, schema: JsonSchema): ParamSchema {
  const result: DescribedRule = { ...rule, [MEANING]: schema };
  return result;
}

/**
 * The JSON Schema of one field, from the rule that checks it: what `described` said of it, what its standard checks
 * say by themselves, and its message as description.
 * @throws Error when the rule does not tell a type
 */
export function fieldSchema(name: string, rule: ParamSchema): JsonSchema {
  const schema = { ...standardChecks(rule), ...(rule as DescribedRule)[MEANING] };
  if (!schema.type) throw new Error(`The rule of ${name} has to be described`);
  const message = messageOf(rule);
  return message === undefined ? schema : { ...schema, description: message };
}

function standardChecks({ isEmail, isLength, matches }: ParamSchema): JsonSchema {
  const text: JsonSchema = { type: 'string' };
  const pattern = patternOf(matches);
  return {
    ...((isEmail || isLength || pattern !== undefined) && text),
    ...(isEmail && { format: 'email' }),
    ...bounds(isLength),
    ...(pattern !== undefined && { pattern }),
  };
}

function patternOf(matches: ParamSchema['matches']): string | undefined {
  const options: unknown = typeof matches === 'object' ? matches.options : undefined;
  return options instanceof RegExp ? options.source : undefined;
}

function bounds(isLength: ParamSchema['isLength']): JsonSchema {
  const options: unknown = typeof isLength === 'object' ? isLength.options : undefined;
  const { min, max } = (options ?? {}) as { min?: number; max?: number };
  return { ...(min !== undefined && { minLength: min }), ...(max !== undefined && { maxLength: max }) };
}

function messageOf({ errorMessage, custom, matches }: ParamSchema): string | undefined {
  const messages: unknown[] = [errorMessage, ...[custom, matches].map(ownMessage)];
  return messages.find((message): message is string => typeof message === 'string');
}

const ownMessage = (check: unknown): unknown =>
  (check as { errorMessage?: unknown } | undefined)?.errorMessage;
