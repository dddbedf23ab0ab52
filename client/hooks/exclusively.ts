/** Runs `work` in one tab at a time, where the browser has locks (on https and localhost) and grants them. */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  let isGranted = false;
  try {
    return await navigator.locks.request(name, () => {
      isGranted = true;
      return work();
    });
  } catch (error) {
    // A browser that blocks this site's data refuses the lock itself.
    if (isGranted) throw error;
    return work();
  }
}
