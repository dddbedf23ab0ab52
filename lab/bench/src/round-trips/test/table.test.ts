import { asMarkdown } from '../table';

const row = { service: 'orders', label: 'GET /api/orders', times: 20, roundTrips: 1, journalWaits: 0 };

it('prints a table for each service, with the commands that make up the round trips', () => {
  const text = asMarkdown({
    measuredAt: '2026-11-27T00:00:00.000Z',
    node: 'v20.20.2',
    repetitions: 20,
    jobs: {},
    rows: [
      { ...row, commands: { find: 1, update: 0.04 } },
      {
        ...row,
        service: 'cart',
        label: 'order:created',
        commands: { find: 0.25, update: 1 },
        roundTrips: 1.25,
      },
    ],
    purchase: { ...row, commands: {}, roundTrips: 38.04, journalWaits: 14 },
  });
  expect(text.split('\n\n')).toEqual([
    'Means of 20 repetitions.',
    [
      '| cart: route or event | round trips | journal waits |',
      '| --- | --- | --- |',
      '| `order:created` | 1.3 = 0.3 find + 1 update | 0.0 |',
    ].join('\n'),
    [
      '| orders: route or event | round trips | journal waits |',
      '| --- | --- | --- |',
      '| `GET /api/orders` | 1.0 = 1 find | 0.0 |',
    ].join('\n'),
    'A purchase, from the order to its confirmed stock: 38.0 round trips, 14.0 journal waits.',
  ]);
});
