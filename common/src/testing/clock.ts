/** Sets the clock of this process, as a wrong one of its machine; timers run on. `jest.useRealTimers()` ends it. */
export function setClock(now: Date): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'],
      ...['nextTick', 'queueMicrotask', 'performance', 'hrtime'],
    ] as never,
  });
}
