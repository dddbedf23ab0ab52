'use strict';
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const MOST_WAITING = 8;
const IDLE_MS = 30_000;

/**
 * Turns SVG into PNG, as link previews want it, one picture at a time beside the thread that serves pages.
 * The worker starts with the first picture and ends when none was wanted for a while.
 */
class PngDrawer {
  #worker = null;
  #idle = undefined;
  #waiting = 0;
  #last = Promise.resolve();

  /** The picture as bytes; null when too many are waiting already. Rejects when it cannot be drawn. */
  async draw(svg) {
    if (this.#waiting >= MOST_WAITING) return null;
    this.#waiting += 1;
    clearTimeout(this.#idle);
    const drawn = this.#last.then(() => this.#drawNow(svg));
    this.#last = drawn.catch(() => undefined);
    try {
      return await drawn;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
    }
  }

  #drawNow(svg) {
    this.#worker ??= new Worker(path.join(__dirname, 'png-worker.js'));
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const answer = ({ png, error }) => {
        worker.off('error', fail);
        if (png) resolve(png);
        else reject(new Error(error));
      };
      const fail = (error) => {
        worker.off('message', answer);
        this.#worker = null;
        reject(error);
      };
      worker.once('message', answer).once('error', fail);
      worker.postMessage(svg);
    });
  }

  #stop() {
    void this.#worker?.terminate();
    this.#worker = null;
  }
}

module.exports = { PngDrawer };
