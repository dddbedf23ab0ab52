import { DeadLetter, storeDeadLetter } from '../../events/dead-letter';
import { useDatabase } from '../../testing';

useDatabase();

const message = {
  subject: 'thing:happened',
  sequence: 1,
  data: '{}',
  time: new Date('2030-01-01T00:00:00Z'),
  redelivered: false,
};

describe('a dead letter', () => {
  it('is kept for each message of a sequence number, which a broker that restarted empty uses again', async () => {
    await storeDeadLetter(message, 'before');
    await storeDeadLetter({ ...message, time: new Date('2030-01-01T00:00:00.001Z') }, 'afterwards');
    const letters = await DeadLetter.find().sort({ _id: 1 }).lean();
    expect(letters.map(({ reason }) => reason)).toEqual(['before', 'afterwards']);
  });

  it('keeps its reason and attempts when its message is stored again', async () => {
    await storeDeadLetter(message, 'first');
    await DeadLetter.updateOne({}, { attempts: 3 });
    await storeDeadLetter(message, 'second');
    expect(await DeadLetter.find().lean()).toMatchObject([{ reason: 'first', attempts: 3 }]);
  });
});
