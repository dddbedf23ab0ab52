/** What a check found. */
export interface Finding {
  /** What was checked: `ports`, `disk`. */
  check: string;
  /** `wrong` stops the shop or makes it ill; `advice` is only less comfortable. */
  state: 'ok' | 'advice' | 'wrong';
  /** The finding, in one sentence. */
  text: string;
  /** The command, or the step, that repairs it. */
  repair?: string;
}

export const ok = (check: string, text: string): Finding => ({ check, state: 'ok', text });
export const advice = (check: string, text: string, repair: string): Finding => ({
  check,
  state: 'advice',
  text,
  repair,
});
export const wrong = (check: string, text: string, repair: string): Finding => ({
  check,
  state: 'wrong',
  text,
  repair,
});
