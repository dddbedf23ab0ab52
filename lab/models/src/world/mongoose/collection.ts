import type { Document } from './document';
import { DUPLICATE_KEY, IMMUTABLE_FIELD, MongoBulkWriteError, MongoServerError } from './errors';
import { checkFilter, matches, type Filter } from './filter';
import { isId, ObjectId } from './object-id';
import { plain } from './plain';
import type { Schema } from './schema';
import { checkUpdate, updated, upserted, type Update } from './update';

/** One write that was carried out. */
export interface Written {
  collection: string;
  before: Document | null;
  after: Document;
}

/** The documents of one collection of one service; each method is atomic, as each command of mongod is. */
export class Collection {
  readonly documents = new Map<string, Document>();

  constructor(
    readonly name: string,
    private readonly schema: Schema,
    private readonly now: () => Date,
    private readonly onWrite: (written: Written) => void,
  ) {}

  find(filter: Filter): Document[] {
    checkFilter(filter);
    if (!('_id' in filter) || typeof plain(filter._id) !== 'string')
      return [...this.documents.values()].filter((each) => matches(each, filter, this.now()));
    const byId = this.documents.get(String(plain(filter._id)));
    return byId && matches(byId, filter, this.now()) ? [byId] : [];
  }

  insert(given: Document): Document {
    const isObjectId = isId(given._id) && !this.schema.hasTextIds;
    const _id = isObjectId ? new ObjectId(given._id as string) : (given._id ?? new ObjectId());
    const document = Object.freeze(this.schema.complete({ ...given, _id }));
    this.refuseDuplicate(document);
    this.put(null, document);
    return document;
  }

  /** @returns the document afterwards, or null when the filter matched none and nothing was inserted */
  updateOne(filter: Filter, update: Update, upsert = false): Document | null {
    checkUpdate(update);
    const [before] = this.find(filter);
    if (!before) {
      if (!upsert || Array.isArray(update)) return null;
      if ('_id' in (update.$setOnInsert ?? {}))
        throw new MongoServerError({ message: 'another _id', code: IMMUTABLE_FIELD });
      this.insert(upserted(filter, update, this.now()));
      return null;
    }
    return this.replace(before, update);
  }

  /** @throws MongoBulkWriteError that names what it refused; the others are carried out */
  updateEach(operations: { filter: Filter; update: Update; upsert?: boolean }[]): void {
    const refused = operations.flatMap(({ filter, update, upsert }, index) => {
      try {
        this.updateOne(filter, update, upsert);
        return [];
      } catch (error) {
        if (!(error instanceof MongoServerError)) throw error;
        return [{ index, code: error.code, errmsg: error.message }];
      }
    });
    if (refused.length > 0) throw new MongoBulkWriteError(refused);
  }

  /** @returns how many documents matched */
  updateMany(filter: Filter, update: Update): number {
    checkUpdate(update);
    const found = this.find(filter);
    for (const before of found) this.replace(before, update);
    return found.length;
  }

  deleteMany(filter: Filter): void {
    for (const { _id } of this.find(filter)) this.documents.delete(String(_id));
  }

  private replace(before: Document, update: Update): Document {
    const next = updated(before, update, this.now());
    for (const field of Object.keys(next)) if (!this.schema.fields.has(field)) delete next[field];
    this.put(before, Object.freeze(next));
    return next;
  }

  private put(before: Document | null, after: Document): void {
    this.documents.set(String(after._id), after);
    this.onWrite({ collection: this.name, before, after });
  }

  private refuseDuplicate(document: Document): void {
    if (this.documents.has(String(document._id)))
      throw new MongoServerError({ message: `duplicate _id in ${this.name}`, code: DUPLICATE_KEY });
    for (const { fields, sparse } of this.schema.unique) {
      if (sparse && document[fields.at(-1) ?? ''] === undefined) continue;
      const same = (other: Document): boolean =>
        fields.every((field) => plain(other[field]) === plain(document[field]));
      if ([...this.documents.values()].some(same))
        throw new MongoServerError({
          message: `duplicate ${fields.join('+')} in ${this.name}`,
          code: DUPLICATE_KEY,
        });
    }
  }
}
