import type { Progress } from './run';

const REWRITE_EVERY_MS = 250;
const LINE_EVERY_MS = 5_000;

/** The line that tells how far a run is: rewritten on a terminal, else a new one every few seconds. */
export class ProgressLine {
  readonly #begin = performance.now();
  #shownAt = this.#begin;

  constructor(private readonly out: NodeJS.WriteStream) {}

  show(progress: Progress): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.out.isTTY ? REWRITE_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownAt = now;
    const line = progressLine(progress, (now - this.#begin) / 1_000);
    this.out.write(this.out.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
  }

  /** Leaves the place to what comes after the run. */
  end(): void {
    if (this.out.isTTY) this.out.write('\r\u001B[2K');
  }
}

/** How far a run is after so many seconds. */
export function progressLine(
  { done, checkouts, open, retries, unexpected }: Progress,
  seconds: number,
): string {
  const counts = [
    `${done.toLocaleString('en')} of ${checkouts.toLocaleString('en')} checkouts`,
    `${(done / seconds).toFixed(0)}/s`,
    `${open} orders open`,
    `${retries} asked again`,
    `${unexpected} unexpected`,
    `${seconds.toFixed(0)} s`,
  ];
  return counts.join(' · ');
}
