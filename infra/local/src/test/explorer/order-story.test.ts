import { layLifelines } from '../../explorer/lifelines';
import { buildStory } from '../../explorer/order-story';
import { readEventLine } from '../../logs/event-lines';
import { attemptLine, ORDER, publishLine } from '../logs/event-lines';

const read = (...lines: string[]) => lines.flatMap((line) => readEventLine(line) ?? []);
const second = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();

it('joins each publication with its deliveries, and the attempts that failed', () => {
  const lines = read(
    publishLine('orders', 1, 'order:created'),
    attemptLine('payments', 2, 'order:created', { outcome: 'retried', err: { message: 'no database' } }),
    attemptLine('payments', 3, 'order:created', { attempt: 2 }),
    publishLine('payments', 4, 'payment:created'),
  );
  const { orderId, hops } = buildStory(ORDER, lines);
  expect(orderId).toBe(ORDER);
  const service = 'payments';
  expect(hops).toEqual([
    {
      subject: 'order:created',
      publishedBy: 'orders',
      publishedAt: second(0.99),
      deliveries: [
        { service, at: second(2), attempt: 1, outcome: 'retried', ms: 5, reason: 'no database' },
        { service, at: second(3), attempt: 2, outcome: 'handled', ms: 5 },
      ],
      key: `order:created:${ORDER}:0`,
      republishedAt: [],
    },
    expect.objectContaining({ subject: 'payment:created', publishedBy: 'payments', deliveries: [] }),
  ]);
});

it('tells versions of an order apart, and the same event published again from a new one', () => {
  const { hops } = buildStory(
    ORDER,
    read(
      publishLine('orders', 1, 'order:created'),
      publishLine('orders', 5, 'order:created'),
      publishLine('orders', 6, 'order:cancelled', { version: 1 }),
    ),
  );
  expect(hops.map(({ subject, republishedAt }) => [subject, republishedAt.length])).toEqual([
    ['order:created', 1],
    ['order:cancelled', 0],
  ]);
});

it('takes from the broker what no line tells', () => {
  const key = `order:created:${ORDER}:0`;
  const fact = { subject: 'order:created', key, source: 'orders', at: second(1) };
  const handled = read(attemptLine('payments', 2, 'order:created'));
  expect(buildStory(ORDER, handled).hops).toMatchObject([{ publishedBy: 'unknown', deliveries: [{}] }]);
  expect(buildStory(ORDER, handled, [fact]).hops).toMatchObject([
    { publishedBy: 'orders', publishedAt: second(1), deliveries: [{ service: 'payments' }] },
  ]);
});

it('lays facts out in the order of time with the gaps between them', () => {
  const lines = read(
    publishLine('orders', 1, 'order:created'),
    attemptLine('payments', 2, 'order:created', { outcome: 'retried' }),
    attemptLine('payments', 12, 'order:created', { attempt: 5 }),
  );
  const { services, rows } = layLifelines(buildStory(ORDER, lines));
  expect(services).toEqual(['orders', 'payments']);
  expect(rows.map(({ kind, outcome, gapMs }) => [kind, outcome, gapMs])).toEqual([
    ['published', undefined, 0],
    ['attempt', 'retried', 1_005],
    ['attempt', 'handled', 10_000],
  ]);
});
