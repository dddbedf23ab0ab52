/** Runs `work` in one tab at a time, where the browser can say so (it can on https and localhost). */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(name, work) : work();
}
