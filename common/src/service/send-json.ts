import type { Response } from 'express';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Sends a value as JSON: what Express's own `json` does, without reading its settings and parsing the content type
 * again for each answer. It replaces `app.response.json`, which `res.send` calls for objects.
 */
export function sendJson(this: Response, value: unknown): Response {
  const text = JSON.stringify(value);
  if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', JSON_TYPE);
  // Express decides whether the caller's copy is still fresh.
  if (this.req.headers['if-none-match'] !== undefined || text === undefined) return this.send(text);
  this.setHeader('Content-Length', Buffer.byteLength(text));
  return this.end(text);
}
