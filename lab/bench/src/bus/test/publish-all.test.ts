import { EVENT, publishAll } from '../publish-all';

describe('publishAll', () => {
  it('publishes the event as often as asked, at most 64 unconfirmed at a time', async () => {
    let [published, unconfirmed, most] = [0, 0, 0];
    const publish = async (subject: string, data: string): Promise<void> => {
      expect([subject, data]).toEqual(['bench:one', EVENT]);
      most = Math.max(most, ++unconfirmed);
      await Promise.resolve();
      unconfirmed -= 1;
      published += 1;
    };
    await publishAll({ publish }, 'bench:one', 150);
    expect({ published, most }).toEqual({ published: 150, most: 64 });
  });

  it('fails when the broker refuses an event', async () => {
    const publish = () => Promise.reject(new Error('no broker'));
    await expect(publishAll({ publish }, 'bench:one', 3)).rejects.toThrow('no broker');
  });
});
