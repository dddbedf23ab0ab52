import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStack } from '../../../../infra/e2e/src/stack';

/** Longer than an HTTP server of Node keeps an idle connection unless told otherwise. */
const IDLE_MS = 7_000;

it('the proxy to the Ingress keeps an idle connection open, so it resets no request', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 60_000 });
  try {
    expect(await visit(agent)).toEqual({ status: 200, reused: false });
    await sleep(IDLE_MS);
    expect(await visit(agent)).toEqual({ status: 200, reused: true });
  } finally {
    agent.destroy();
  }
});

/** Asks for the product list; says whether the connection was open already. */
function visit(agent: Agent): Promise<{ status?: number; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const request = get(`${readStack().gateway.http}/api/products`, { agent }, (answer) => {
      answer.resume().once('end', () => resolve({ status: answer.statusCode, reused: request.reusedSocket }));
    });
    request.once('error', reject);
  });
}
