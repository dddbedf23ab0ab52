/** What became of one request to the API. */
export interface LoggedRequest {
  at: string;
  requestId: string;
  method: string;
  path: string;
  idempotencyKey: string | null;
  /** `null`: the connection was cut. */
  status: number | null;
  fault: string | null;
  replayed: boolean;
}

const KEPT = 2_000;

/** The last requests, oldest first; in memory only. */
export class RequestLog {
  private requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.requests.push(request);
    if (this.requests.length > 2 * KEPT) this.requests = this.latest();
  }

  latest(): LoggedRequest[] {
    return this.requests.slice(-KEPT);
  }

  clear(): void {
    this.requests = [];
  }
}
