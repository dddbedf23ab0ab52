import { Barrier } from '../barrier';

it('opens when all are there, and not before', async () => {
  const crowd = new Barrier(2, 60_000);
  let isOpen = false;
  const waiting = crowd.wait().then(() => (isOpen = true));
  crowd.arrive();
  await new Promise(setImmediate);
  expect(isOpen).toBe(false);
  crowd.arrive();
  await waiting;
  expect(isOpen).toBe(true);
});

it('waits for those who never come until its timeout', async () => {
  const crowd = new Barrier(2, 50);
  crowd.arrive();
  const began = performance.now();
  await crowd.wait();
  const tookMs = performance.now() - began;
  expect(tookMs).toBeGreaterThan(45);
  expect(tookMs).toBeLessThan(2_500);
});
