import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailableError } from '@datnxecommerce/common';
import { Slots } from '../../services/slots';

describe('slots', () => {
  it('run at most so many at once, in order of arrival', async () => {
    const slots = new Slots(2, 20);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        slots.run(async () => {
          started.push(index);
          most = Math.max(most, (running += 1));
          await sleep(5);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('refuse at once what finds the queue full, and take more when it has emptied', async () => {
    const slots = new Slots(1, 1);
    const two = [slots.run(() => sleep(10, 'first')), slots.run(() => sleep(10, 'second'))];
    const refused = await slots.run(() => Promise.resolve('third')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServiceUnavailableError);
    expect((refused as ServiceUnavailableError).headers).toEqual({ 'Retry-After': '3' });
    await expect(Promise.all(two)).resolves.toEqual(['first', 'second']);
    await expect(slots.run(() => Promise.resolve('later'))).resolves.toBe('later');
  });

  it('are given back by work that fails', async () => {
    const slots = new Slots(1, 0);
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(slots.run(() => Promise.resolve('next'))).resolves.toBe('next');
  });
});
