import { DeadLetter } from '../../events/dead-letter';
import { defineEvent } from '../../events/define-event';
import { Listener, RejectedEventError } from '../../events/listener';
import { deadLetterReplays } from '../../events/replay-dead-letters';
import { createLogger } from '../../telemetry/logger';
import { deliver, useDatabase } from '../../testing';
import { z } from 'zod';

const NoteWritten = defineEvent('NoteWritten', 'note:written', { text: z.string() }, ({ text }) => text);

class NoteListener extends Listener<typeof NoteWritten> {
  readonly contract = NoteWritten;
  readonly read: string[] = [];
  refused = '';

  async handle({ text }: { text: string }): Promise<void> {
    if (text === this.refused) throw new RejectedEventError(`${text} is unknown`);
    this.read.push(text);
  }
}

useDatabase();

describe('replaying dead letters', () => {
  const logger = createLogger('test', 'silent');
  let listener: NoteListener;
  const replay = (among = [listener]): Promise<void> =>
    deadLetterReplays(among, logger).run(new AbortController().signal);
  const mark = (filter: object, also = {}): Promise<unknown> =>
    DeadLetter.updateMany(filter, { replayAt: new Date(), ...also });

  beforeEach(() => {
    listener = new NoteListener();
  });

  it('handles and deletes marked letters only', async () => {
    listener.refused = 'early';
    await deliver(listener, { text: 'early' });
    listener.refused = 'other';
    await deliver(listener, { text: 'other' });
    listener.refused = '';
    await mark({ reason: 'early is unknown' });
    await replay();
    expect(listener.read).toEqual(['early']);
    expect(await DeadLetter.find().lean()).toMatchObject([{ reason: 'other is unknown', attempts: 1 }]);
  });

  it('keeps a letter that fails again, with the new reason, and does not retry it', async () => {
    await deliver(listener, 'no JSON');
    await mark({});
    await replay();
    await replay();
    const [letter] = await DeadLetter.find().lean();
    expect(letter).toMatchObject({ raw: 'no JSON', attempts: 2 });
    expect(letter?.reason).toContain('breaks the contract of note:written');
    expect(letter).not.toHaveProperty('replayAt');
    expect(letter).not.toHaveProperty('lease');
  });

  it('replays the body that an operator corrected', async () => {
    await deliver(listener, { text: 7 });
    await mark({}, { replayRaw: '{"text":"seven"}' });
    await replay();
    expect(listener.read).toEqual(['seven']);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('says of a corrected body that fails as well that the reason is about that one', async () => {
    await deliver(listener, 'no JSON');
    await mark({}, { replayRaw: '{"text":7}' });
    await replay();
    const [letter] = await DeadLetter.find().lean();
    expect(letter).toMatchObject({ raw: 'no JSON', attempts: 2 });
    expect(letter?.reason).toMatch(/^replayed with another body: breaks the contract of note:written/);
  });

  it('replays a body that was corrected during a replay of the old one', async () => {
    await deliver(listener, { text: 'old' });
    listener.refused = 'old';
    await deliver(listener, { text: 'old' });
    listener.handle = async ({ text }) => {
      if (text !== 'old') return void listener.read.push(text);
      await mark({}, { replayAt: new Date(Date.now() + 1), replayRaw: '{"text":"new"}' });
      throw new RejectedEventError('too old');
    };
    await mark({});
    await replay();
    expect(listener.read).toEqual(['old', 'new']);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('keeps a letter that has no listener here', async () => {
    await deliver(listener, 'no JSON');
    await mark({});
    await replay([]);
    expect(await DeadLetter.findOne().lean()).toMatchObject({
      reason: 'no listener for note:written',
      attempts: 2,
    });
  });

  it('skips a letter until the lease of another replica expires', async () => {
    await deliver(listener, { text: 7 });
    await mark({}, { replayRaw: '{"text":"seven"}', lease: new Date(Date.now() + 60_000) });
    await replay();
    expect(listener.read).toEqual([]);
    await mark({}, { lease: new Date(Date.now() - 1) });
    await Promise.all([replay(), replay()]);
    expect(listener.read).toEqual(['seven']);
  });

  it('leaves the letter to the replica that took over when its own slow replay fails', async () => {
    await deliver(listener, { text: 7 });
    const slow = new NoteListener();
    const late = new Date(Date.now() + 30_000);
    slow.handle = async () => {
      await DeadLetter.updateMany({}, { lease: late });
      throw new RejectedEventError('too slow');
    };
    await mark({}, { replayRaw: '{"text":"seven"}' });
    await replay([slow]);
    expect(await DeadLetter.findOne().lean()).toMatchObject({ attempts: 1, lease: late });
    await DeadLetter.updateMany({}, { lease: new Date(Date.now() - 1) });
    await replay();
    expect(listener.read).toEqual(['seven']);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('ignores a lease from before the clock stepped back', async () => {
    await deliver(listener, { text: 7 });
    await mark({}, { replayRaw: '{"text":"seven"}', lease: new Date(Date.now() + 3_600_000) });
    await replay();
    expect(listener.read).toEqual(['seven']);
  });
});
