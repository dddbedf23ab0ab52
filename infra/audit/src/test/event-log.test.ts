import { eventsOf, toEventLog } from '../event-log';

const id = 'a'.repeat(24);
const raw = (sequence: number, data: unknown, subject = 'order:cancelled') => ({
  subject,
  sequence,
  time: new Date(0),
  timeNs: 0,
  data: typeof data === 'string' ? data : JSON.stringify(data),
});

it('knows an event by its contract, ids in lower case', () => {
  const { events, ignored } = toEventLog([raw(1, { id: id.toUpperCase(), version: 1 })]);
  expect(events).toMatchObject([{ subject: 'order:cancelled', sequence: 1, fields: { id, version: 1 } }]);
  expect(ignored).toBe(0);
  expect(eventsOf({ events, ignored }, 'order:cancelled', 'id')).toHaveLength(1);
  expect(eventsOf({ events, ignored }, 'order:created', 'id')).toEqual([]);
});

it('ignores what breaks its contract, has none, or is injected poison', () => {
  const sound = { id, version: 1 };
  const events = [raw(1, '{'), raw(2, { id, version: 'two' }), raw(3, sound, 'order:made'), raw(4, sound)];
  const poison = [{ subject: 'order:cancelled', data: JSON.stringify(sound) }];
  expect(toEventLog(events, { poison })).toMatchObject({ events: [], ignored: 4 });
});

it('takes the marks by which services know their broker for no events, also when they begin anew', () => {
  expect(toEventLog([raw(2, '7c9e6679', 'epoch.orders')])).toEqual({ events: [], ignored: 0 });
});

it('says why it is not whole', () => {
  const first = raw(1, { id, version: 1 });
  expect(toEventLog([first, raw(2, '{')]).incomplete).toBeUndefined();
  expect(toEventLog([first], { dataLost: true }).incomplete).toBe('the broker restarted empty');
  expect(toEventLog([raw(2, '{'), raw(3, '{')]).incomplete).toBe(
    'the broker has dropped its oldest order:cancelled',
  );
});
