import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { readUserFile } from '@ecommerce/events/user-file';
import type { ShopAddresses } from './stack';

const ANSWER_MS = 30_000;
const TRIES = 6;

/** What the shop answered. */
export interface GatewayAnswer {
  status: number;
  /** The parsed body; undefined when it is not JSON. */
  body: unknown;
  cookies: string[];
}

/** A client of the shop's gateway. */
export class Gateway {
  private readonly agent: Agent;

  private constructor(
    readonly url: string,
    ca: string | undefined,
  ) {
    const timeouts = { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, connectTimeout: ANSWER_MS };
    this.agent = new Agent({ connections: 16, ...timeouts, ...(ca !== undefined && { connect: { ca } }) });
  }

  /**
   * Opens a client of a gateway for some work and closes its connections; uses plain http where it can.
   * @returns undefined when there is no address
   * @throws UserError when the certificate authority cannot be read
   */
  static async use<T>(
    { http, https, ca }: ShopAddresses['gateway'],
    ask: (gateway: Gateway) => Promise<T>,
  ): Promise<T | undefined> {
    const url = http || https;
    if (!url) return undefined;
    const gateway = new Gateway(url.replace(/\/$/, ''), url === https && ca ? readAuthority(ca) : undefined);
    try {
      return await ask(gateway);
    } finally {
      await gateway.agent.close();
    }
  }

  /**
   * One request; it is repeated while the answer is 429 or 503.
   * @throws UserError when nothing answers
   */
  async request(method: string, path: string, cookie = '', body?: object): Promise<GatewayAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.once(method, path, cookie, body);
      if (![429, 503].includes(answer.status) || attempt === TRIES) return answer;
      await sleep(250 * attempt);
    }
  }

  private async once(method: string, path: string, cookie: string, body?: object): Promise<GatewayAnswer> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        dispatcher: this.agent,
        headers: { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
        body: body && JSON.stringify(body),
      });
      const text = await response.text();
      const cookies = response.headers.getSetCookie().map((set) => set.split(';')[0] ?? '');
      return { status: response.status, body: parse(text), cookies };
    } catch (error) {
      throw new UserError(`the gateway at ${this.url} does not answer: ${messageOf(error)}`);
    }
  }
}

function readAuthority(file: string): string {
  try {
    return readUserFile(file);
  } catch (error) {
    throw new UserError(`the certificate authority gateway.ca: ${messageOf(error)}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
