import { currentEnvironment, inStep } from '../step';
import type { Collection } from './collection';
import type { Document } from './document';
import { MongoBulkWriteError, MongoServerError } from './errors';
import type { Filter } from './filter';
import { ObjectId } from './object-id';
import { Query, shaped, type Shape } from './query';
import { Schema } from './schema';
import type { Update } from './update';

/**
 * Stands in for the library mongoose while the models run: the same calls on documents in memory. Every call is one
 * step of the process that makes it, which a schedule may put off, let fail, or let the process die at.
 */
export { Schema };
export const Types = { ObjectId };
export const mongo = { MongoServerError, MongoBulkWriteError };

type Projection = Record<string, number | string>;

/** Declares a model; which service's collection it works on follows from who calls. */
export function model(name: string, schema: Schema, collection: string) {
  const step = <Result>(operation: string, work: (documents: Collection) => Result): Promise<Result> =>
    inStep(`${collection}.${operation}`, (world) => work(world.collection(collection, schema)));

  return class Model {
    static readonly modelName = name;

    static readonly schema = {
      paths: Object.fromEntries([...schema.fields].map((field) => [field, {}])),
      nested: {},
      get: () => undefined,
    };

    /** The driver's collection. */
    static readonly collection = {
      findOne: (filter: Filter, { projection }: { projection?: Projection } = {}) =>
        step('findOne', (documents) => shaped(documents.find(filter).slice(0, 1), { projection })[0] ?? null),
      find: (filter: Filter, options: Shape = {}) => ({
        toArray: () => step('find', (documents) => shaped(documents.find(filter), options)),
      }),
      insertOne: (document: Document) => step('insertOne', (documents) => documents.insert(document)),
      updateOne: (filter: Filter, update: Update) =>
        step('updateOne', (documents) => ({ matchedCount: documents.updateOne(filter, update) ? 1 : 0 })),
      updateMany: (filter: Filter, update: Update) =>
        step('updateMany', (documents) => ({ matchedCount: documents.updateMany(filter, update) })),
      bulkWrite: (operations: { updateOne: { filter: Filter; update: Update; upsert?: boolean } }[]) =>
        step('bulkWrite', (documents) => documents.updateEach(operations.map(({ updateOne }) => updateOne))),
    };

    /** Pieces of work of one process share batches; each piece is a process of its own. */
    static get db(): object {
      const world = currentEnvironment();
      if (!world) throw new Error('outside of a world');
      return world.connection();
    }

    readonly document: Document;

    constructor(document: Document) {
      this.document = { ...document, _id: document._id ?? new ObjectId() };
    }

    get _id(): unknown {
      return this.document._id;
    }

    set(fields: Document): this {
      Object.assign(this.document, fields);
      return this;
    }

    save(): Promise<Document> {
      return step('insertOne', (documents) => documents.insert(this.document));
    }

    static create(document: Document): Promise<Document> {
      return new Model(document).save();
    }

    static find(filter: Filter = {}, projection?: Projection): Query<Document[]> {
      return new Query(
        (shape) => step('find', (documents) => shape(documents.find(filter))),
        schema.hidden,
        projection,
      );
    }

    static findOne(filter: Filter, projection?: Projection): Query<Document | null> {
      return new Query(
        (shape) => step('findOne', (documents) => shape(documents.find(filter).slice(0, 1))[0] ?? null),
        schema.hidden,
        projection,
      );
    }

    static findById(_id: unknown): Query<Document | null> {
      return Model.findOne({ _id });
    }

    static exists(filter: Filter): Query<Document | null> {
      return Model.findOne(filter, { _id: 1 });
    }

    static updateOne(filter: Filter, update: Update, options: { upsert?: boolean } = {}) {
      return step('updateOne', (documents) => {
        const after = documents.updateOne(filter, update, options.upsert);
        return { matchedCount: after ? 1 : 0 };
      });
    }

    static updateMany(filter: Filter, update: Update): Promise<number> {
      return step('updateMany', (documents) => documents.updateMany(filter, update));
    }

    static deleteMany(filter: Filter): Promise<void> {
      return step('deleteMany', (documents) => documents.deleteMany(filter));
    }

    static findOneAndUpdate(filter: Filter, update: Update): Query<Document | null> {
      return new Query(
        (shape) =>
          step('findOneAndUpdate', (documents) => {
            const after = documents.updateOne(filter, update);
            return after && (shape([after])[0] ?? null);
          }),
        schema.hidden,
      );
    }
  };
}

/** For modules that name the library as a whole; the models start no service, so nothing of it is ever used. */
export default { model, Schema, Types, models: {} };
