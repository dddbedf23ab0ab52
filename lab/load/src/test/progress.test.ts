import { ProgressLine, progressLine } from '../progress';
import type { Progress } from '../run';

const PROGRESS: Progress = {
  phase: 'shopping',
  done: 1_500,
  checkouts: 2_000,
  open: 3,
  retries: 4,
  unexpected: 0,
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** What is written to a terminal, or to a file, in so many milliseconds. */
function written(isTTY: boolean, ms: number): string[] {
  const out = { isTTY, write: jest.fn<boolean, [string]>(() => true) };
  const line = new ProgressLine(out, (seconds) => `${seconds.toFixed(0)} s`);
  jest.advanceTimersByTime(ms);
  line.end();
  jest.advanceTimersByTime(60_000);
  return out.write.mock.calls.map(([text]) => text);
}

it('says how far it is', () => {
  expect(progressLine(PROGRESS, 50)).toBe(
    'shopping · 1,500 of 2,000 checkouts · 30/s · 3 orders open · 4 asked again · 0 unexpected · 50 s',
  );
  expect(progressLine({ ...PROGRESS, phase: 'waiting for ends' }, 50)).toMatch(
    /^waiting for ends · 1,500 of/,
  );
});

it('rewrites its line once a second on a terminal, though nothing happens, and leaves none', () => {
  const begin = '\r\u001B[2K';
  expect(written(true, 2_500)).toEqual([`${begin}1 s`, `${begin}2 s`, begin]);
});

it('writes a line now and then where there is no terminal', () => {
  expect(written(false, 11_000)).toEqual(['5 s\n', '10 s\n']);
});
