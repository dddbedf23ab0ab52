/** Counts the failures in a row of what is retried, so that a long outage writes few log lines. */
export class FailureStreak {
  failures = 0;
  private startedAt = 0;

  /** @returns whether this failure is worth a line: the first is, then the 2nd, 4th, 8th, … in a row */
  add(): boolean {
    if (this.failures === 0) this.startedAt = performance.now();
    this.failures += 1;
    return Number.isInteger(Math.log2(this.failures));
  }

  /** Ends the streak. @returns its number of failures and its seconds for a line; undefined when nothing had failed */
  end(): { failures: number; seconds: number } | undefined {
    const { failures } = this;
    if (failures === 0) return undefined;
    this.failures = 0;
    return { failures, seconds: Math.round((performance.now() - this.startedAt) / 100) / 10 };
  }
}
