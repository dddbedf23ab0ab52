import type { IncomingMessage } from 'node:http';
import type { AnswerHeaders } from './api-error';
import type { PageTrace } from './page-trace';

export type ServiceName = 'users' | 'products' | 'cart' | 'orders' | 'payments';

/** Sends one request; rejects when there is no whole answer in time. */
export type Send = (
  url: string,
  request: {
    method: string;
    headers: Record<string, string>;
    body: string | undefined;
    timeoutMs: number;
  },
) => Promise<{ status: number; headers: AnswerHeaders; text: string }>;

/** What server.js knows and hangs on each request; the pages have no other way to a setting. */
export interface ShopRequest {
  requestId: string;
  nonce: string;
  /** Where visitors see this site, such as `https://ecommerce.local`. */
  origin: string;
  services: Record<ServiceName, string>;
  /** Asks a service directly, without the ingress. */
  askService: Send;
  /** Writes a line to the log; `fields` must hold nothing secret. */
  log: (level: 'info' | 'warn' | 'error', msg: string, fields: object) => void;
  /** Draws the picture of a product, as an address that holds it. */
  pictureUri: (id: string, title: string, category: string) => string;
  /** Path of the event explorer, where the shop runs beside one; null elsewhere. */
  eventsPath: string | null;
  stripe: StripeSettings;
  /** Present where traces are recorded. */
  trace?: PageTrace;
  /** Those of the accounts service. */
  password: PasswordBounds;
  /** How long an order can be paid: the setting of the payments service. */
  unpaidOrderHours: number;
}

/** Bounds of a new password's length, in characters. */
export interface PasswordBounds {
  min: number;
  max: number;
}

/** What a new password has to be like, in words. */
export const passwordRuleOf = ({ min, max }: PasswordBounds): string => `${min} to ${max} characters.`;

export interface StripeSettings {
  /** The publishable key. */
  key: string;
  /** Path of the sandbox's Stripe.js; null loads Stripe's own. */
  scriptUrl: string | null;
  /** Whether to show that no real money moves. */
  sandbox: boolean;
}

declare module 'node:http' {
  interface IncomingMessage {
    shop?: ShopRequest;
  }
}

/** The context of a request that came through server.js; throws for any other. */
export function shopOf(req: IncomingMessage): ShopRequest {
  if (!req.shop) throw new Error('The shop must be served by server.js');
  return req.shop;
}
