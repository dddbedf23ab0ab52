import { messageOf } from '../user-error';

it.each<[string, unknown, string]>([
  ['a text', 'nats: authorization violation', 'nats: authorization violation'],
  ['an error', new Error('no room'), 'no room'],
  [
    'an error with causes',
    new Error('fetch failed', { cause: new Error('no socket', { cause: new Error('refused') }) }),
    'fetch failed: no socket: refused',
  ],
  [
    'an error with a cause without words',
    new Error('fetch failed', { cause: new AggregateError([]) }),
    'fetch failed',
  ],
  [
    'a command that printed why it failed',
    Object.assign(new Error('exit code 1'), { stderr: 'denied' }),
    'denied',
  ],
  [
    'a command that printed nothing',
    Object.assign(new Error('exit code 1'), { stderr: '\n' }),
    'exit code 1',
  ],
])('has the words of %s', (_what, error, words) => {
  expect(messageOf(error)).toBe(words);
});
