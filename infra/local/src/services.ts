import { services } from '../../../services.cjs';

/** One service of the shop as the local stack runs it. */
export interface Service {
  /** Folder, database and process name. */
  name: string;
  /** Its Kubernetes Service, as the ingress names it. */
  backend: string;
  /** Talks to Stripe. */
  stripe: boolean;
  /** Sends mail. */
  mail: boolean;
  /** Settings of its own that differ from its defaults on a developer's machine. */
  settings?: Record<string, string>;
}

/** What a single service has. */
const OWN: Record<string, Partial<Service>> = {
  // Load and tests sign up hundreds at once, all from one address.
  auth: {
    settings: {
      SCRYPT_COST_LOG2: '13',
      SCRYPT_QUEUE: '1000',
      ATTEMPTS_PER_ADDRESS: '6000',
      ATTEMPTS_PER_ACCOUNT: '600',
    },
  },
  payments: { stripe: true },
  notifications: { mail: true },
};

/** Load and the bench send from one address, and for few users. */
const RATE_LIMITS = { RATE_LIMIT_PER_USER: '600000', RATE_LIMIT_PER_ADDRESS: '600000' };

/** Every service of the shop. */
export const SERVICES: readonly Service[] = services.map(({ folder, app }) => ({
  name: folder,
  backend: `${app}-svc`,
  stripe: false,
  mail: false,
  ...OWN[folder],
  settings: { ...RATE_LIMITS, ...OWN[folder]?.settings },
}));

/** The pages: a Next.js server, not one of the services above. */
export const CLIENT = { name: 'client', backend: 'client-svc' } as const;
