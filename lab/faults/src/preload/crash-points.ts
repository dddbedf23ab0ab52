import { appendFileSync } from 'node:fs';
import type { ArmedCrash, ChaosFolder } from '../chaos-folder';

/** The effects of one service, each with a moment before and one after it: the places where a crash can tell. */
export class CrashPoints {
  private readonly noted = new Set<string>();
  private current = '';
  private reached = 0;

  constructor(
    private readonly folder: ChaosFolder,
    private readonly service: string,
  ) {}

  /** To be called right before an effect (a write, a publish, …) leaves this process. */
  before(effect: string): void {
    this.pass(`${this.service} before ${effect}`);
  }

  /** To be called when its answer is here, before anybody has read it. */
  after(effect: string): void {
    this.pass(`${this.service} after ${effect}`);
  }

  private pass(label: string): void {
    this.note(label);
    const crash = this.folder.armed(this.service);
    if (!crash || crash.label !== label || !this.isDue(crash)) return;
    if (this.folder.strike(this.service)) process.kill(process.pid, crash.signal);
  }

  /** Once for each list, so that it costs little. */
  private note(label: string): void {
    const list = this.folder.recording();
    if (list === undefined || this.noted.has(`${list} ${label}`)) return;
    this.noted.add(`${list} ${label}`);
    appendFileSync(this.folder.seenFile(this.service, list), `${label}\n`);
  }

  private isDue({ label, nth }: ArmedCrash): boolean {
    const armed = `${label} ${nth}`;
    this.reached = armed === this.current ? this.reached + 1 : 1;
    this.current = armed;
    return this.reached >= nth;
  }
}
