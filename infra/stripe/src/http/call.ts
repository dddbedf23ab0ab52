import type { Params } from '../params';

/** One request to the API, free of the web framework. */
export interface Call {
  method: 'GET' | 'POST';
  path: string;
  params: Params;
  /** The id in the path, where it has one. */
  id: string;
  idempotencyKey?: string;
  requestId: string;
  clientIp: string | null;
  /** Set when the answer came from memory. */
  replayed?: boolean;
}

export interface Answer {
  status: number;
  body: unknown;
  headers: Readonly<Record<string, string>>;
}

/** No answer: the connection is cut instead. */
export const CUT = Symbol('connection cut');
