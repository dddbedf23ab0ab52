import { withTimeout } from '../../runtime/with-timeout';

const never = new Promise<string>(() => undefined);
const late = (): string => 'late';

describe('withTimeout', () => {
  it('ends the wait when the signal is aborted', async () => {
    const controller = new AbortController();
    const waiting = withTimeout(never, 60_000, late, controller.signal);
    controller.abort();
    expect(await waiting).toBe('late');
  });

  it('does not wait when the signal was aborted before', async () => {
    expect(await withTimeout(never, 60_000, late, AbortSignal.abort())).toBe('late');
  });

  it('takes care of work that fails after a wait that did not begin', async () => {
    const unhandled = jest.fn();
    process.once('unhandledRejection', unhandled);
    const work = new Promise<string>((_resolve, reject) => setTimeout(() => reject(new Error('late')), 5));
    expect(await withTimeout(work, 60_000, late, AbortSignal.abort())).toBe('late');
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('returns the result of work that is done in time, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const remove = jest.spyOn(signal, 'removeEventListener');
    const add = jest.spyOn(signal, 'addEventListener');
    expect(await withTimeout(Promise.resolve('done'), 60_000, late, signal)).toBe('done');
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });
});
