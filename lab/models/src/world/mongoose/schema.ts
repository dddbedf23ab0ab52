import type { Document } from './document';
import { ObjectId } from './object-id';

interface FieldOptions {
  type?: unknown;
  default?: unknown;
  unique?: boolean;
  select?: boolean;
}

/** Differs each time, so no two paths would meet in one state. It matters after a failover only, which is not here. */
const RANDOM = 'writeId';

/** What the store needs of a mongoose schema: its fields, defaults, hidden fields and unique keys. */
export class Schema {
  static readonly Types = { ObjectId, Mixed: Symbol('mixed') };

  readonly fields = new Set(['_id']);
  readonly hidden: string[] = [];
  /** Ids are text, also those that look like an ObjectId. */
  hasTextIds = false;
  /** Each is the fields of one unique index; `sparse` ones leave out documents without the last field. */
  readonly unique: { fields: string[]; sparse: boolean }[] = [];
  private readonly defaults = new Map<string, unknown>();

  constructor(definition: Record<string, unknown>) {
    this.add(definition);
  }

  add(definition: Record<string, unknown>): void {
    for (const [field, given] of Object.entries(definition)) this.addField(field, given);
  }

  index(
    fields: Record<string, number>,
    options: { unique?: boolean; partialFilterExpression?: object } = {},
  ) {
    const sparse = options.partialFilterExpression !== undefined;
    if (options.unique) this.unique.push({ fields: Object.keys(fields), sparse });
  }

  plugin(extend: (schema: this) => void): void {
    extend(this);
  }

  /** A new document as it is stored: with defaults, without what the schema does not name. */
  complete(given: Document): Document {
    const document: Document = {};
    for (const [field, value] of this.defaults) document[field] = value;
    for (const [field, value] of Object.entries(given))
      if (value !== undefined && this.fields.has(field)) document[field] = value;
    return document;
  }

  private addField(field: string, given: unknown): void {
    if (field === RANDOM) return;
    this.fields.add(field);
    const options = (isOptions(given) ? given : { type: given }) as FieldOptions;
    if (field === '_id') this.hasTextIds = options.type === String;
    if (options.unique) this.unique.push({ fields: [field], sparse: false });
    if (options.select === false) this.hidden.push(field);
    const isList = Array.isArray(options.type);
    const byDefault = 'default' in options ? options.default : isList ? [] : undefined;
    if (byDefault !== undefined) this.defaults.set(field, byDefault);
  }
}

const isOptions = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && !Array.isArray(given) && 'type' in given;
