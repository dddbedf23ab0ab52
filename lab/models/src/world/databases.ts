import type { Document } from './mongoose/document';
import { Collection, type Written } from './mongoose/collection';
import type { Schema } from './mongoose/schema';
import { SERVICES, type Service } from './process';
import type { Database } from './step';

/** One write, and whose it was. */
export interface ServiceWrite extends Written {
  service: Service;
}

/** A database for each service; none of them reaches another's. */
export class Databases {
  private readonly collections: Record<Service, Map<string, Collection>>;

  constructor(
    private readonly now: () => number,
    private readonly onWrite: (write: ServiceWrite) => void,
  ) {
    this.collections = {
      products: new Map(),
      orders: new Map(),
      payments: new Map(),
      cart: new Map(),
      auth: new Map(),
    };
  }

  of(service: Service): Database {
    return {
      collection: (name, schema) => {
        const own = this.collections[service];
        let collection = own.get(name);
        if (!collection) own.set(name, (collection = this.open(service, name, schema)));
        return collection;
      },
    };
  }

  /** What a service has stored. */
  documents<T = Document>(service: Service, name: string): T[] {
    return [...(this.collections[service].get(name)?.documents.values() ?? [])] as T[];
  }

  /** All documents of a service. */
  everythingOf(service: Service): Document[] {
    return [...this.collections[service].values()].flatMap(({ documents }) => [...documents.values()]);
  }

  /** All that is stored, in an order that does not depend on when it was. */
  snapshot(): [string, [string, Document][]][] {
    return SERVICES.flatMap((service) =>
      [...this.collections[service].values()].map(({ name, documents }): [string, [string, Document][]] => [
        `${service}.${name}`,
        [...documents].sort(byFirst),
      ]),
    ).sort(byFirst);
  }

  /** @returns what brings the documents back to what they are now */
  save(): () => void {
    const kept = SERVICES.flatMap((service) => [...this.collections[service].values()]).map(
      (collection) => [collection, [...collection.documents]] as const,
    );
    return () => {
      for (const service of SERVICES)
        for (const { documents } of this.collections[service].values()) documents.clear();
      for (const [{ documents }, entries] of kept)
        for (const [id, document] of entries) documents.set(id, document);
    };
  }

  private open(service: Service, name: string, schema: Schema): Collection {
    return new Collection(
      name,
      schema,
      () => new Date(this.now()),
      (written) => this.onWrite({ service, ...written }),
    );
  }
}

const byFirst = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);
