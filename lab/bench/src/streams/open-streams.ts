import { once } from 'node:events';
import http from 'node:http';
import { many } from '@ecommerce/e2e/crowd';
import { Shopper } from '@ecommerce/e2e/shopper';
import { readStack } from '@ecommerce/e2e/stack';

/** A user may have so many streams open at one process. */
const STREAMS_PER_USER = 5;
const AT_A_TIME = 10;

/**
 * Opens streams at the process of notifications itself, each of an order of its own, and keeps them open.
 * @param productId what is ordered
 * @returns a function that closes them
 * @throws Error when a stream is refused
 */
export async function openStreams(count: number, productId: string): Promise<() => void> {
  const open: http.ClientRequest[] = [];
  while (open.length < count) {
    const batch = await many(AT_A_TIME, () => openStreamsOfUser(productId));
    open.push(...batch.flat());
  }
  return () => {
    for (const request of open) request.destroy();
  };
}

async function openStreamsOfUser(productId: string): Promise<http.ClientRequest[]> {
  const shopper = await Shopper.signUp();
  return many(STREAMS_PER_USER, async () => {
    const { id } = await shopper.orders([{ productId, quantity: 1 }]);
    const { url = '' } = readStack().services.notifications ?? {};
    const request = http.get(`${url}/api/notifications/orders/${id}/stream`, {
      agent: false,
      headers: { cookie: shopper.cookie },
    });
    request.on('error', () => undefined); // closed by the other end after the measurement
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`a stream was answered ${response.statusCode}`);
    response.resume();
    return request;
  });
}
