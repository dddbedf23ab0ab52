import path from 'node:path';
import { REPOSITORY } from '../../repository';
import { dataOf, idOf, replays, stored } from './replay';

replays('payments', {
  dependency: async () => {
    const builders = path.join(REPOSITORY, 'payments/build/test/builders.js');
    return ((await import(builders)) as { testDeps: () => unknown }).testDeps();
  },
  after: async (events) => {
    const cancelled = dataOf(events, 'order:cancelled').map(({ id }) => id);
    for (const { id, userId, total } of dataOf(events, 'order:created')) {
      expect(await stored('orderreplicas').findOne({ _id: idOf(id) })).toMatchObject({
        userId,
        total,
        cancelled: cancelled.includes(id),
      });
    }
  },
});
