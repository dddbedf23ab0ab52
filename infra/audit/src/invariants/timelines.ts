import { byId, type Books } from '../books';
import type { StepName, StoredOrder, StoredTimeline } from '../documents';
import type { Finding } from './finding';

/** I15: the steps that the buyer of an order reads are what happened to it. */
export function stepsAreTheHistory({ timelines, orders, log }: Books): Finding[] {
  if (!timelines) return [];
  const timelineOf = byId(timelines);
  const orderOf = byId(orders);
  return [
    ...orders.flatMap((order) => {
      const timeline = timelineOf.get(order.id);
      // A service that came after a broker restarted empty never learned of older orders.
      if (!timeline && (!log || log.incomplete)) return [];
      return timeline ? wrongSteps(order, timeline, historiesOf(order)) : [unknown(order)];
    }),
    ...timelines
      .filter(({ id, steps }) => steps.length > 0 && !orderOf.has(id))
      .map(({ id, steps }) => ({
        message: `notifications shows steps of order ${id}, which is not there`,
        proof: { order: id, steps: namesOf(steps) },
      })),
  ];
}

const unknown = ({ id, status }: StoredOrder): Finding => ({
  message: `notifications does not know order ${id}`,
  proof: { order: id, status },
});

const namesOf = (steps: StoredTimeline['steps']): StepName[] => steps.map(({ step }) => step);

function wrongSteps(order: StoredOrder, { userId, steps }: StoredTimeline, allowed: StepName[][]): Finding[] {
  const shown = namesOf(steps);
  const isNumbered = steps.every(({ seq }, index) => seq === index + 1);
  const isHistory = allowed.some((history) => String(history) === String(shown));
  if (isHistory && isNumbered && userId === order.userId.toLowerCase()) return [];
  const { id, status, fulfilment, cancelReason } = order;
  return [
    {
      message: `the steps of order ${id} are ${shown.join(', ') || 'none'}, and it is ${status}, ${fulfilment}`,
      proof: {
        order: id,
        shown,
        allowed,
        status,
        fulfilment,
        cancelReason: cancelReason ?? null,
        seqs: steps.map(({ seq }) => seq),
        buyer: order.userId,
        shownTo: userId ?? null,
      },
    },
  ];
}

const SALE: StepName[] = ['paid', 'stock_confirmed', 'complete'];

/** The steps that may be shown of an order as it is now. */
function historiesOf(order: StoredOrder): StepName[][] {
  const { status, fulfilment, paid, refunded, cancelReason } = order;
  if (status === 'Created') return [['placed']];
  if (status === 'Complete') return [['placed', ...(fulfilment === 'confirmed' ? SALE : SALE.slice(0, 1))]];
  const end: StepName[] = ['cancelled', ...(refunded ? (['refunded'] as const) : [])];
  if (cancelReason === 'out_of_stock') return [['placed', 'paid', ...end]];
  // Cancelled by its buyer while the card was charged: the order of the events decides which steps it has.
  const most = paid ? SALE.length : 0;
  return Array.from({ length: most + 1 }, (_, count) => ['placed', ...SALE.slice(0, count), ...end]);
}
