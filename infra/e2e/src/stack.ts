import { readUserFile } from '@ecommerce/events/user-file';

/** The addresses of a running shop in `.local/stack.json`. */
export interface Stack {
  gateway: { http: string; https: string; ca: string };
  nats: { url: string; clusterId: string; user: string; pass: string; monitor: string };
  mongo: Record<string, string>;
  stripe: { url: string; control?: { url: string; secret: string } };
  /** A cluster has none. */
  mail?: { url: string };
  /** A shop that was started with --monitoring has one. */
  prometheus?: { url: string };
  services: Record<string, { url: string; pid: number }>;
  processes: Record<string, number>;
}

/** Reads the file anew each time: it follows restarts. */
export function readStack(file = process.env.SHOP_STACK_FILE): Stack {
  if (!file) throw new Error('SHOP_STACK_FILE must name the stack.json of a running shop');
  return JSON.parse(readUserFile(file)) as Stack;
}
