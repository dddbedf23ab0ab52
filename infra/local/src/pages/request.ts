import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request to a page for developers. */
export interface PageRequest {
  method: 'GET' | 'POST';
  res: ServerResponse;
  /** Below the root of these pages, such as `/events/`. */
  path: string;
  /** A program asks, and not a browser: it gets JSON. */
  wantsJson: boolean;
  query: URLSearchParams;
  /** The fields of a form; none of a GET. */
  form: URLSearchParams;
}

/** Answers a request if it is one of its own. @returns whether it was */
export type Pages = (request: PageRequest) => Promise<boolean>;

const MAX_FORM_BYTES = 1_200_000;

/**
 * Whether a request that changes something comes from these pages, or from a program: a browser names the origin of
 * each POST, and a foreign site's pages can reach this machine.
 */
export function isOwnOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin === undefined) return true;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false; // "null", of a sandboxed frame
  }
}

/** Reads the fields of a form. @returns undefined when it is too long */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_FORM_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
