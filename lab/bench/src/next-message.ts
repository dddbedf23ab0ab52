import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * The next message of a process that was forked.
 * @throws Error when the process ends instead
 */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const settled = new AbortController();
  const { signal } = settled;
  const failed = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended with exit code ${code}`);
  });
  failed.catch(() => {}); // aborted below
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), failed])) as [T];
    return message;
  } finally {
    settled.abort();
  }
}
