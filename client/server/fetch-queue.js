'use strict';

const AT_ONCE = 16;
const AT_ONCE_OF_HOST = 4;
const MOST_WAITING = 200;
const TURN_WITHIN_MS = 5_000;

/** Runs a few fetches at once, and fewer of one host: a host that does not answer holds up no other. */
class FetchQueue {
  #waiting = new Set();
  /** The hosts of the fetches under way. */
  #hosts = [];

  /** What `fetchOne` resolves to; it must not reject. Null when its turn does not come within 5 s. */
  run(host, fetchOne) {
    if (this.#waiting.size >= MOST_WAITING) return Promise.resolve(null);
    return new Promise((resolve) => {
      const entry = { host, start: () => fetchOne().then(resolve) };
      entry.timer = setTimeout(() => {
        this.#waiting.delete(entry);
        resolve(null);
      }, TURN_WITHIN_MS);
      this.#waiting.add(entry);
      this.#startNext();
    });
  }

  #startNext() {
    if (this.#hosts.length >= AT_ONCE) return;
    for (const entry of this.#waiting) {
      const { host, start, timer } = entry;
      if (this.#hosts.filter((other) => other === host).length >= AT_ONCE_OF_HOST) continue;
      clearTimeout(timer);
      this.#waiting.delete(entry);
      this.#hosts.push(host);
      void start().then(() => {
        this.#hosts.splice(this.#hosts.indexOf(host), 1);
        this.#startNext();
      });
      return;
    }
  }
}

module.exports = { FetchQueue };
