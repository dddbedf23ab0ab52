import type { ApiClient } from '../../api/build-client';
import { currentUser } from '../../api/users';
import { Store } from '../store';

/** same: the visitor whom the page was made for; ended: nobody is signed in; other: somebody else is. */
export type SessionChange = 'same' | 'ended' | 'other';

const CHECK_EVERY_MS = 10_000;

/** Notices that the session of an open page has ended or changed: in another tab, or by its age. */
export class SessionWatch extends Store<SessionChange> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isVisible = true;
  #isAsking = false;

  constructor(
    private readonly client: ApiClient,
    private readonly userId: string,
  ) {
    super('same');
  }

  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  /** A hidden tab asks nothing; a tab that is shown or focused asks at once. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) void this.check();
    else clearTimeout(this.#timer);
  }

  /** A service refused a request of this page with 401: the session has ended. */
  refused(): void {
    if (this.#isRunning && this.snapshot() !== 'ended') this.set('ended');
  }

  /** Asks who is signed in now. No answer changes nothing. */
  async check(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    const user = await currentUser(this.client).catch(() => undefined);
    this.#isAsking = false;
    if (!this.#isRunning) return;
    if (user !== undefined) {
      const change = user === null ? 'ended' : user.id === this.userId ? 'same' : 'other';
      if (change !== this.snapshot()) this.set(change);
    }
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isRunning && this.#isVisible) this.#timer = setTimeout(() => void this.check(), CHECK_EVERY_MS);
  }
}
