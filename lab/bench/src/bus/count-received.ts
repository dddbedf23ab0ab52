/**
 * Counts events that are asked for up, and received ones down; `done` is called when all have been received. Events may
 * be faster than the message that asks for them.
 */
export function countReceived(done: () => void): (change: number) => void {
  let missing = 0;
  return (change) => {
    missing += change;
    if (missing === 0) done();
  };
}
