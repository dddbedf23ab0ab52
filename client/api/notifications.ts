import type { WireStep } from './contracts';

/** One thing that happened to an order. */
export type Step = WireStep;

/** What a stream of steps reports. */
export interface StepListener {
  /** The shop has answered; each open is preceded by an earlier one or by `lost`. */
  opened(): void;
  received(step: Step): void;
  /** @param reconnects whether the browser opens the stream again by itself */
  lost(reconnects: boolean): void;
}

/** Opens the stream of an order's steps. Returns how to close it. */
export type OpenStepStream = (orderId: string, listener: StepListener) => () => void;

/** In the browser: it reconnects after a lost connection, and gives up when it is refused. */
export const openStepStream: OpenStepStream = (orderId, listener) => {
  const source = new EventSource(`/api/notifications/orders/${encodeURIComponent(orderId)}/stream`);
  source.addEventListener('open', () => listener.opened());
  source.addEventListener('step', ({ data }: MessageEvent<string>) =>
    listener.received(JSON.parse(data) as Step),
  );
  source.addEventListener('error', () => listener.lost(source.readyState !== EventSource.CLOSED));
  return () => source.close();
};
