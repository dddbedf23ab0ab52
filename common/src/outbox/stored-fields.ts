import { Types, type SchemaType } from 'mongoose';
import type { AggregateModel } from './aggregate';

type Fields = Record<string, unknown>;

interface Field {
  path: string;
  /** Of the stored value, when it is a plain one. */
  cast?: (value: unknown) => unknown;
  default: () => unknown;
  /** @returns what the schema objects to */
  check: (value: unknown) => Error | null | undefined | void;
}

/** What Mongoose's types do not name. */
type Configured = SchemaType & {
  defaultValue?: unknown;
  setters: unknown[];
  /** Runs the setters and casts. */
  applySetters(value: unknown, scope: null): unknown;
  /** @returns what a validator objects to */
  doValidateSync(value: unknown): Error | undefined;
};

const PLAIN_TYPES: Record<string, (value: unknown) => boolean> = {
  String: (value) => typeof value === 'string',
  Number: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => value instanceof Date,
  ObjectId: (value) => value instanceof Types.ObjectId,
};

const fieldsBySchema = new WeakMap<object, Map<string, Field>>();

/** The fields of a schema, read from it once. */
function fieldsOf({ schema }: AggregateModel): Map<string, Field> {
  let fields = fieldsBySchema.get(schema);
  if (!fields) {
    fields = new Map<string, Field>();
    for (const [path, type] of Object.entries(schema.paths as Record<string, SchemaType>)) {
      const [name = '', isNested] = path.split('.');
      fields.set(name, isNested ? objectField(name) : fieldOf(path, type));
    }
    fieldsBySchema.set(schema, fields);
  }
  return fields;
}

/** An object whose own fields the schema lists: `address: { street: String }`. */
const objectField = (path: string): Field => ({ path, default: () => undefined, check: () => undefined });

function fieldOf(path: string, type: SchemaType): Field {
  const isOfType = PLAIN_TYPES[type.instance];
  const configured = type as Configured;
  const { defaultValue, setters } = configured;
  return {
    path,
    cast:
      isOfType &&
      ((value) => (setters.length === 0 && isOfType(value) ? value : configured.applySetters(value, null))),
    default: typeof defaultValue === 'function' ? (defaultValue as () => unknown) : () => defaultValue,
    check: isOfType
      ? (value) => configured.doValidateSync(value)
      : (value) => (value === undefined && type.isRequired ? new Error(`${path} is required`) : undefined),
  };
}

/**
 * A new document as its schema has it: plain values are cast and checked, defaults filled in, fields that the schema
 * does not name left out. Lists and objects are stored as they are: use cases build them from checked input.
 * @throws Error naming the field that the schema refuses
 */
export function newDocument(model: AggregateModel, given: Fields): Fields {
  const document: Fields = {};
  for (const field of fieldsOf(model).values()) {
    const value = given[field.path] === undefined ? field.default() : given[field.path];
    const stored = value === undefined || !field.cast ? value : field.cast(value);
    const problem = field.check(stored);
    if (problem) throw problem;
    if (stored !== undefined) document[field.path] = stored;
  }
  return document;
}

/** Fields for a filter or an update: plain values are cast, fields that the schema does not name left out. */
export function castFields(model: AggregateModel, given: Fields): Fields {
  const fields = fieldsOf(model);
  const stored: Fields = {};
  for (const [path, value] of Object.entries(given)) {
    const field = fields.get(path);
    if (field) stored[path] = field.cast && value !== null ? field.cast(value) : value;
  }
  return stored;
}
