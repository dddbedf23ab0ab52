import { findMissed, linesOf, type StreamFigures } from '../report';

const delays = Array.from({ length: 100 }, (_, index) => index + 1);
const figures: StreamFigures = {
  delays,
  delaysBesideStreams: [40],
  streams: 1_000,
  mebibytes: 150.4,
  cpu: 3.25,
  databaseCpu: 2,
};

it('tells the figures beside their limits', () => {
  expect(linesOf(figures)).toEqual([
    'event to step on an open stream, idle stack: p50 50 ms, p99 99 ms of 100 steps (limit p99 150 ms)',
    'the same beside 1000 open streams: p50 40 ms, p99 40 ms of 1 steps',
    'memory with 1000 open streams: 150 MiB (limit 200 MiB)',
    'CPU of 1000 idle streams: 3.3 % (limit 5 %), its database 2.0 %',
  ]);
});

it('finds no figure within its limit, and each one beyond', () => {
  expect(findMissed(figures)).toEqual([]);
  const slow = { ...figures, delays: delays.map((ms) => ms * 2), mebibytes: 200, cpu: 5 };
  expect(findMissed(slow)).toEqual(['event to step', 'memory', 'CPU']);
  expect(findMissed({ ...figures, delays: [] })).toEqual(['event to step']);
});
