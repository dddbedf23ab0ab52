'use strict';
const { log } = require('../log');

const MOST_WAITING = 2_048;
const ANSWER_WITHIN_MS = 10_000;

/** Sends ended spans in batches, as OTLP in JSON, which every collector accepts. Spans that it refuses are lost. */
class SpanExporter {
  #waiting = [];
  #timer;

  constructor(settings) {
    this.settings = settings;
  }

  add(span) {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(span);
    this.#timer ??= setTimeout(() => void this.flush(), this.settings.delayMs).unref();
  }

  /** Sends what has ended. Never throws. */
  async flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const spans = this.#waiting.splice(0);
    if (spans.length === 0) return;
    const { endpoint, headers, resource } = this.settings;
    const scopeSpans = [{ scope: { name: 'client' }, spans }];
    try {
      const { ok, status } = await fetch(endpoint, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans }],
        }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!ok) log('warn', 'spans refused', { spans: spans.length, status });
    } catch (error) {
      log('warn', 'spans not sent', { spans: spans.length, reason: error.message });
    }
  }
}

/** Attributes as OTLP has them. */
const attributesOf = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: value } : { stringValue: String(value) },
    }));

module.exports = { SpanExporter, attributesOf };
