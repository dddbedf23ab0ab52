import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { JWT_KEY, type PeerService, type PeerShop } from './peer-shop';

const PATIENCE_MS = 20_000;
const PAUSE_MS = 250;
const ANSWER_WITHIN_MS = 60_000;
/** The peer's words for whatever it did not expect. */
const UNEXPECTED = 'Something went wrong';

interface Answer {
  /** 0: none. */
  status: number;
  body: { id?: string; errors?: { message: string }[] };
}

/** A signed-in customer of the peer, as patient as a shopper with a browser. */
export class PeerShopper {
  private readonly cookie = sessionOf(new mongoose.Types.ObjectId().toHexString());

  constructor(private readonly shop: PeerShop) {}

  /** @returns the product's id; orders may not know of it yet */
  async sells(quantity: number): Promise<string> {
    const { body } = await this.insist('products', 'POST', '/api/products', {
      title: 'Lamp',
      price: 10,
      quantity,
    });
    const id = body.id as string;
    this.shop.stock.set(id, quantity);
    return id;
  }

  /** @returns the order's id, or nothing when it could not be had within 20 s */
  async orders(productId: string): Promise<string | undefined> {
    const items = [{ productId, quantity: 1 }];
    return (await this.insist('orders', 'POST', '/api/orders', { items })).body.id;
  }

  pays(orderId: string): Promise<Answer> {
    return this.insist('payments', 'POST', '/api/payments', { orderId, token: 'tok_visa' });
  }

  cancels(orderId: string): Promise<Answer> {
    return this.insist('orders', 'DELETE', `/api/orders/${orderId}`);
  }

  /** Sends a request again until it is answered, not found not being an answer: the event may be under way. */
  private async insist(service: PeerService, method: string, where: string, body?: object): Promise<Answer> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.send(service, method, where, body);
      const isUnexpected = answer.body.errors?.some(({ message }) => message === UNEXPECTED) ?? false;
      const isAnswered = answer.status !== 0 && answer.status !== 404 && !isUnexpected;
      if (isAnswered || performance.now() > deadline) return answer;
      await sleep(PAUSE_MS);
    }
  }

  private async send(service: PeerService, method: string, where: string, body?: object): Promise<Answer> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.shop.port(service)}${where}`, {
        method,
        headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https', cookie: this.cookie },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
    } catch {
      return { status: 0, body: {} };
    }
  }
}

/** The cookie that the peer's auth service would set. */
function sessionOf(id: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ id, email: `${id}@example.com` })}`;
  const jwt = `${signed}.${createHmac('sha256', JWT_KEY).update(signed).digest('base64url')}`;
  return `session=${Buffer.from(JSON.stringify({ jwt })).toString('base64')}`;
}
