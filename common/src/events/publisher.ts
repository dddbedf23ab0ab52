import type { OutboxEntry } from '../outbox/aggregate';
import { currentContext, newSpanId, traceparentOf } from '../telemetry/context';
import { activeTracer } from '../telemetry/tracer';
import type { EventContract, EventData } from './define-event';

/**
 * Turns the state of an aggregate into one kind of event. It publishes nothing: `change` stores the entry with the
 * state, and the relay publishes it.
 */
export abstract class Publisher<C extends EventContract, State> {
  abstract readonly contract: C;

  /** @param source the service that makes these events: their `meta.source` */
  constructor(private readonly source = 'unknown') {}

  /** The event's data, from the state that is about to be stored. */
  protected abstract describe(state: State): Omit<EventData<C>, 'meta'>;

  /**
   * The outbox entry that announces this state.
   * @param happenedAt the database's time of the decision; for an event that is made again, the document's
   * @throws ZodError when the data breaks the contract: the request that built it fails, not its consumers.
   */
  announce(state: State, happenedAt: Date): OutboxEntry {
    const contract = this.contract as unknown as EventContract<object>;
    const data = contract.parse(this.describe(state));
    const { cause, parentSpan } = readCause();
    const meta = { time: happenedAt.toISOString(), source: this.source, ...cause };
    const text = JSON.stringify({ ...data, meta });
    return {
      key: contract.keyOf(data),
      subject: contract.subject,
      data: text,
      ...(parentSpan && { parentSpan }),
    };
  }
}

/** What caused the event. With a tracer, `traceparent` names the span that will publish it, below the current one. */
function readCause() {
  const context = currentContext();
  if (!context) return {};
  const { requestId } = context;
  if (!activeTracer()) return { cause: { traceparent: traceparentOf(context), requestId } };
  const traceparent = traceparentOf({ ...context, spanId: newSpanId() });
  return { cause: { traceparent, requestId }, parentSpan: context.spanId };
}
