/** One service of the shop as the local stack runs it. */
export interface Service {
  /** Folder, database and process name. */
  name: string;
  /** Its Kubernetes Service, as the ingress names it. */
  backend: string;
  /** Has a database of its own. */
  database: boolean;
  /** Publishes or hears events. */
  bus: boolean;
  /** Talks to Stripe. */
  stripe: boolean;
  /** Settings of its own that differ from its defaults on a developer's machine. */
  settings?: Record<string, string>;
}

/** Every service of the shop. A new one is one row here (and a path in the ingress). */
export const SERVICES: readonly Service[] = [
  {
    name: 'auth',
    backend: 'auth-svc',
    database: true,
    bus: true,
    stripe: false,
    // Passwords of a development machine: load and tests sign up hundreds at once.
    settings: { SCRYPT_COST_LOG2: '13', SCRYPT_QUEUE: '1000' },
  },
  { name: 'products', backend: 'product-svc', database: true, bus: true, stripe: false },
  { name: 'cart', backend: 'cart-svc', database: true, bus: true, stripe: false },
  { name: 'orders', backend: 'order-svc', database: true, bus: true, stripe: false },
  { name: 'payments', backend: 'payment-svc', database: true, bus: true, stripe: true },
];

/** The pages: a Next.js server, not one of the services above. */
export const CLIENT = { name: 'client', backend: 'client-svc' } as const;
