import type { SchemaType } from 'mongoose';
import type { AnyModel } from './documents';

type Fields = Record<string, unknown>;

/** Their values are cast and checked. Lists and objects are stored as they are: they come from checked input. */
const PLAIN_TYPES = new Set(['String', 'Number', 'Boolean', 'Date', 'ObjectId']);

/** Internals of a schema type that Mongoose's types lack. */
type Field = SchemaType & {
  defaultValue?: unknown;
  /** Runs the setters and casts. */
  applySetters(value: unknown, scope: null): unknown;
  /** @returns what a validator objects to */
  doValidateSync(value: unknown): Error | undefined;
};

/** `nested` names objects whose own fields the schema lists: `address: { street: String }`. */
const schemaOf = ({ schema }: AnyModel) =>
  schema as unknown as { paths: Record<string, Field>; nested: Record<string, true> };

const isPlain = ({ instance }: Field): boolean => PLAIN_TYPES.has(instance);

/**
 * A new document as its schema has it: plain values are cast and checked, defaults filled in, fields that the schema
 * does not name left out.
 * @throws Error naming the field that the schema refuses
 */
export function newDocument(model: AnyModel, given: Fields): Fields {
  const document = castFields(model, given);
  for (const [path, field] of Object.entries(schemaOf(model).paths)) {
    if (path.includes('.')) continue;
    if (document[path] === undefined) document[path] = defaultOf(field);
    const isMissing = document[path] === undefined && field.isRequired;
    const problem = isPlain(field)
      ? field.doValidateSync(document[path])
      : isMissing && new Error(`${path} is required`);
    if (problem) throw problem;
  }
  return document;
}

function defaultOf(field: Field): unknown {
  const { defaultValue } = field;
  const value: unknown =
    typeof defaultValue === 'function' ? (defaultValue as () => unknown)() : defaultValue;
  return cast(field, value);
}

/** Fields for a filter or an update: plain values are cast, fields that the schema does not name left out. */
export function castFields(model: AnyModel, given: Fields): Fields {
  const { paths, nested } = schemaOf(model);
  const fields: Fields = {};
  for (const [name, value] of Object.entries(given)) {
    const field = paths[name];
    if (field) fields[name] = cast(field, value);
    else if (nested[name]) fields[name] = value;
  }
  return fields;
}

const cast = (field: Field, value: unknown): unknown =>
  value === undefined || value === null || !isPlain(field) ? value : field.applySetters(value, null);
