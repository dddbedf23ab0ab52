import { Agent, request } from 'undici';
import { readStack } from '../stack';
import type { Answer } from './answer';
import { expectNoLeak } from './leaks';

/** One request of an attacker, sent to the gateway as it is. */
export interface Attack {
  /** GET by default. */
  method?: string;
  path: string;
  /** A body that is sent as JSON. */
  json?: unknown;
  /** A body that is sent as it is. */
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** The Cookie header. */
  cookie?: string;
}

const agent = new Agent({ connections: 64, bodyTimeout: 30_000, headersTimeout: 30_000 });

/**
 * Sends an attack to the gateway of the running shop. Fails when the answer is a 5xx or shows anything of the inside.
 * @param base another address than the gateway's for http
 */
export async function send(attack: Attack, base = readStack().gateway.http): Promise<Answer> {
  const { method = 'GET', path, json, body, headers = {}, cookie } = attack;
  const response = await request(base + path, {
    method: method as 'GET',
    dispatcher: agent,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
      ...headers,
    },
    body: json === undefined ? body : JSON.stringify(json),
  });
  const answer = {
    status: response.statusCode,
    headers: response.headers,
    text: await response.body.text(),
  };
  expect({ ...attack, status: answer.status < 500 ? 'no 5xx' : answer.status }).toMatchObject({
    status: 'no 5xx',
  });
  expectNoLeak(answer);
  return answer;
}

/** The body of an answer, as JSON. */
export const jsonOf = <T = Record<string, unknown>>({ text }: Answer): T => JSON.parse(text) as T;

/** Fails unless every process of the shop serves. */
export async function expectHealthy(): Promise<void> {
  const services = Object.entries(readStack().services);
  const unhealthy = await Promise.all(
    services.map(async ([name, { url }]) => ((await fetch(`${url}/readyz`)).ok ? [] : [name])),
  );
  expect(unhealthy.flat()).toEqual([]);
}
