import { Agent, fetch, type Response } from 'undici';
import type { Shopper } from './shopper';
import { readStack } from './stack';

/** One step of an order, and when it was received, in milliseconds since 1970. */
export interface ReceivedStep {
  id: string;
  seq: number;
  step: string;
  at: string;
  text: string;
  receivedAt: number;
}

/** An order's stream of steps, read through the gateway. It never reconnects by itself. */
export class StepStream {
  readonly steps: ReceivedStep[] = [];
  isOver = false;
  readonly #agent: Agent;

  private constructor(
    readonly response: Response,
    agent: Agent,
  ) {
    this.#agent = agent;
    void this.#read().finally(() => (this.isOver = true));
  }

  /** @param lastEventId the step behind which the stream goes on */
  static async open(shopper: Shopper, orderId: string, lastEventId?: number): Promise<StepStream> {
    const agent = new Agent({ bodyTimeout: 0 });
    const response = await fetch(`${readStack().gateway.http}/api/notifications/orders/${orderId}/stream`, {
      dispatcher: agent,
      headers: { cookie: shopper.cookie, ...(lastEventId && { 'last-event-id': String(lastEventId) }) },
    });
    return new StepStream(response, agent);
  }

  get names(): string[] {
    return this.steps.map(({ seq, step }) => `${seq} ${step}`);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #read(): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
      }
    } catch {
      // closed here, or cut off by the other end
    }
  }

  #take(block: string): void {
    const [, id, data] = /^id: (\d+)\nevent: step\ndata: (.*)$/.exec(block) ?? [];
    if (!id || !data) return;
    const step = JSON.parse(data) as Omit<ReceivedStep, 'id' | 'receivedAt'>;
    this.steps.push({ id, ...step, receivedAt: Date.now() });
  }
}
