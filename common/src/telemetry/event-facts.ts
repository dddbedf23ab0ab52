/** The ids of an event that its log lines carry. */
export interface EventFacts {
  subject: string;
  /** The `id` of the event's data, or the order's for an event that is known by its order. */
  eventId?: string;
  version?: number;
  orderId?: string;
  productId?: string;
  userId?: string;
}

/** Picks an event's ids from its data; what is malformed is left out. */
export function factsOf(subject: string, data: unknown): EventFacts {
  const { id, version, orderId, productId, userId } = (data ?? {}) as Record<string, unknown>;
  const own = (aggregate: string): unknown => (subject.startsWith(`${aggregate}:`) ? id : undefined);
  return {
    subject,
    eventId: text(id ?? orderId),
    version: typeof version === 'number' ? version : undefined,
    orderId: text(orderId ?? own('order')),
    productId: text(productId ?? own('product')),
    userId: text(userId ?? own('user')),
  };
}

/** The attributes of a span about an event, by OpenTelemetry's conventions for messaging. */
export const messagingAttributes = (name: string, type: string, subject: string, eventId?: string) => ({
  'messaging.system': 'nats_streaming',
  'messaging.operation.name': name,
  'messaging.operation.type': type,
  'messaging.destination.name': subject,
  'messaging.message.id': eventId,
});

/** Parses an event's data. @returns undefined when it is not JSON */
export function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Longer text is no id, and would fill the log. */
const LONGEST_ID = 128;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= LONGEST_ID ? value.toLowerCase() : undefined;
