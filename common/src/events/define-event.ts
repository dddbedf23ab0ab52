import { z } from 'zod';

/** Optional on every event: when and where it was made, its trace, and the id of the request that caused it. */
const metaSchema = z
  .object({ time: z.string(), source: z.string(), traceparent: z.string(), requestId: z.string() })
  .partial();

export type EventMeta = z.infer<typeof metaSchema>;

/** One kind of event: its subject, its data, and what identifies it. */
export interface EventContract<T = unknown> {
  readonly name: string;
  readonly subject: string;
  readonly schema: z.ZodType<T>;
  /** Subject and the identifying part of the data; a repeated key is the same event. */
  keyOf(data: T): string;
  /**
   * Drops unknown fields; `null` counts as left out, as in requests.
   * @throws ZodError when the data breaks the contract
   */
  parse(data: unknown): T;
}

/** The data of a contract's events. */
export type EventData<C> = C extends EventContract<infer T> ? T : never;

/**
 * Declares an event.
 * @param subject `aggregate:verb`; a breaking change is a new subject that ends in `:v2`
 * @param identify the part of the data that identifies an event of this subject: id, and version where there is one
 */
export function defineEvent<S extends z.ZodRawShape>(
  name: string,
  subject: string,
  shape: S,
  identify: (data: z.infer<z.ZodObject<S>>) => string,
): EventContract<z.infer<z.ZodObject<S>> & { meta?: EventMeta }> {
  type Data = z.infer<z.ZodObject<S>> & { meta?: EventMeta };
  // Other publishers may omit meta or fill it differently, so a consumer must work without it.
  const schema = z.object({
    ...shape,
    meta: metaSchema.optional().catch(undefined).meta({
      description:
        'When and where the event was made, its trace and the request that caused it. Consumers do without it, also when it is malformed.',
    }),
  }) as unknown as z.ZodType<Data>;
  return {
    name,
    subject,
    schema,
    keyOf: (data) => `${subject}:${identify(data)}`,
    parse: (data) => schema.parse(withoutNulls(data)),
  };
}

const withoutNulls = (data: unknown): unknown =>
  typeof data === 'object' && data
    ? Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null))
    : data;
