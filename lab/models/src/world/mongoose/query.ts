import type { Document } from './document';
import { evaluate } from './expression';

/** A read or a findOneAndUpdate as mongoose builds it up; it runs when it is awaited. */
export class Query<Result> implements PromiseLike<Result> {
  private selected: string[] = [];
  private order?: { field: string; direction: number };
  private atMost = Infinity;

  /**
   * @param run carries the query out, as one step; gets the function that shapes what was found
   * @param hidden fields that are left out unless they are asked for
   */
  constructor(
    private readonly run: (shape: (found: Document[]) => Document[]) => Promise<Result>,
    private readonly hidden: readonly string[],
    private readonly projection?: Record<string, number | string>,
  ) {}

  select(fields: string): this {
    this.selected = fields.split(' ').map((field) => field.replace('+', ''));
    return this;
  }

  lean(): this {
    return this;
  }

  sort(by: Record<string, number>): this {
    const [[field, direction] = ['_id', 1]] = Object.entries(by);
    this.order = { field, direction };
    return this;
  }

  limit(atMost: number): this {
    this.atMost = atMost;
    return this;
  }

  then<A = Result, B = never>(
    resolved?: ((value: Result) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.run((found) => this.shape(found)).then(resolved, rejected);
  }

  private shape(found: Document[]): Document[] {
    const { projection, selected, order, atMost } = this;
    const ordered = shaped(found, { sort: order && { [order.field]: order.direction }, limit: atMost });
    return ordered.map((document) => {
      const shown = { ...document };
      for (const field of this.hidden)
        if (!selected.includes(field) && !projection?.[field]) delete shown[field];
      return projection ? projected(shown, document, projection) : shown;
    });
  }
}

/** What a read is asked for, as the driver has it. */
export interface Shape {
  projection?: Record<string, number | string>;
  sort?: Record<string, number>;
  limit?: number;
}

/** Documents as the driver's reads show them. */
export function shaped(found: Document[], { projection, sort, limit }: Shape): Document[] {
  const [[field, direction] = ['', 0]] = Object.entries(sort ?? {});
  const ordered = sort
    ? found.toSorted((a, b) => direction * (Number(a[field] ?? 0) - Number(b[field] ?? 0)))
    : found;
  return ordered
    .slice(0, limit)
    .map((document) => (projection ? projected({ ...document }, document, projection) : { ...document }));
}

function projected(shown: Document, stored: Document, projection: Record<string, number | string>): Document {
  for (const field of Object.keys(shown)) if (field !== '_id' && !projection[field]) delete shown[field];
  for (const [field, value] of Object.entries(projection))
    if (typeof value === 'string') shown[field] = evaluate(value, stored, new Date());
  return shown;
}
