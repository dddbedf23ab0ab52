/**
 * Measures time by both clocks of the process. The monotonic one may stand still while the machine is suspended, and
 * the other one may be set back, so the longer time counts.
 * @returns a function that gives the milliseconds since the start
 */
export function startStopwatch(): () => number {
  const [wall, monotonic] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - wall, performance.now() - monotonic);
}
