import { messageOf } from '@ecommerce/events/user-error';

/**
 * For what a running shop writes for others and does not need itself: a full disk must not end it.
 * @returns runs a write; says a failure once, and again after a success
 */
export function tolerantWriter(say: (line: string) => void): (write: () => void) => void {
  let hasFailed = false;
  return (write) => {
    try {
      write();
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) say(`The state of the shop cannot be written: ${messageOf(error)}`);
      hasFailed = true;
    }
  };
}
