import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedIn } from '@datnxecommerce/common/testing';
import type { Express } from 'express';

/** Serves an app on a free port of this machine. */
export async function serve(app: Express): Promise<{ server: Server; port: number }> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** One event as it was received. */
export interface ReceivedEvent {
  id: string;
  event: string;
  data: { seq: number; step: string; at: string; text: string };
}

/** A reader of an order's stream, as a browser is one, except that it never reconnects. */
export class Reader {
  text = '';
  isOver = false;

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (this.text += chunk));
    response.on('close', () => (this.isOver = true));
    response.on('error', () => undefined);
  }

  static async open(
    port: number,
    { orderId, userId, ...others }: { orderId: string; userId: string; lastEventId?: string },
  ): Promise<Reader> {
    const sent = request({
      port,
      host: '127.0.0.1',
      path: `/api/notifications/orders/${orderId}/stream`,
      agent: false,
      method: 'GET',
      headers: {
        Cookie: signedIn({ id: userId }),
        ...(others.lastEventId !== undefined && { 'Last-Event-ID': others.lastEventId }),
      },
    }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return new Reader(response);
  }

  get events(): ReceivedEvent[] {
    const blocks = this.text.split('\n\n').filter((block) => block.startsWith('id: '));
    return blocks.map((block) => {
      const fields = Object.fromEntries(
        block
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      ) as Record<'id' | 'event' | 'data', string>;
      return { ...fields, data: JSON.parse(fields.data) as ReceivedEvent['data'] };
    });
  }

  get steps(): string[] {
    return this.events.map(({ id, data }) => `${id} ${data.step}`);
  }

  close(): void {
    this.response.destroy();
  }
}
