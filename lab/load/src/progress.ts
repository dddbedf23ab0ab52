import type { Progress } from './run';

const REWRITE_EVERY_MS = 1_000;
const LINE_EVERY_MS = 5_000;

/**
 * The line that shows the progress of a run: rewritten on a terminal, else a new one every few seconds. A timer writes
 * it, so that it changes even when the shop is stuck.
 */
export class ProgressLine {
  readonly #timer: NodeJS.Timeout;

  /** @param text the line after so many seconds */
  constructor(
    private readonly out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
    text: (seconds: number) => string,
  ) {
    const begin = performance.now();
    const show = (): void => {
      const line = text((performance.now() - begin) / 1_000);
      out.write(out.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
    };
    this.#timer = setInterval(show, out.isTTY ? REWRITE_EVERY_MS : LINE_EVERY_MS);
  }

  /** Clears the line on a terminal. */
  end(): void {
    clearInterval(this.#timer);
    if (this.out.isTTY) this.out.write('\r\u001B[2K');
  }
}

/** How far a run is after so many seconds. */
export function progressLine(
  { phase, done, checkouts, open, retries, unexpected }: Progress,
  seconds: number,
): string {
  const counts = [
    phase,
    `${done.toLocaleString('en')} of ${checkouts.toLocaleString('en')} checkouts`,
    `${(done / seconds).toFixed(0)}/s`,
    `${open} orders open`,
    `${retries} asked again`,
    `${unexpected} unexpected`,
    `${seconds.toFixed(0)} s`,
  ];
  return counts.join(' · ');
}
