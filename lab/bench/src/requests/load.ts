import { Agent, request } from 'node:http';
import { many } from '@ecommerce/e2e/crowd';

/** A request as one route of the bench sends it. */
export interface BenchRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  cookie?: string;
}

const CONNECTIONS = 16;

/** Sends requests over kept connections, 16 at a time, to one address. */
export class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(private readonly url: string) {}

  /**
   * Sends `count` requests and reads each answer to its end.
   * @throws Error for an answer that is not 2xx
   */
  async send(count: number, requestOf: (index: number) => BenchRequest): Promise<void> {
    let next = 0;
    await many(CONNECTIONS, async () => {
      while (next < count) await this.sendOne(requestOf(next++));
    });
  }

  /** Sends requests as an arm does: `requestOf` counts from the first one of all. */
  sender(requestOf: (index: number) => BenchRequest): (count: number, first: number) => Promise<void> {
    return (count, first) => this.send(count, (index) => requestOf(first + index));
  }

  /** @returns the answer's body */
  sendOne({ method, path, body, cookie }: BenchRequest): Promise<string> {
    const payload = body && JSON.stringify(body);
    const headers = {
      ...(cookie && { cookie }),
      ...(payload && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method, agent: this.agent, headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          if (answer.statusCode && answer.statusCode < 300) resolve(text);
          else reject(new Error(`${method} ${path} was answered ${answer.statusCode}: ${text}`));
        });
      });
      sent.on('error', reject).end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
