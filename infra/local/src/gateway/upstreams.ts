import { API_DOCS_PATH } from '../pages/api-docs';
import { UserError } from '@ecommerce/events/user-error';
import type { IngressRoutes } from './ingress';
import { MAILBOX_PATH } from '../mailbox/mailbox';
import { SANDBOX_ROOT } from '../pages/layout';
import { type Plan, replicaNames, serviceProbe, urlOf } from '../plan';
import { SANDBOX_PATH } from '../programs/processes';
import { Replicas } from './replicas';
import { CLIENT, SERVICES } from '../services';

/** Backend name of the sandbox's public side, which no cluster has. */
const SANDBOX_BACKEND = 'stripe-sandbox';
/** Backend name of the API documents' viewer. */
const API_DOCS_BACKEND = 'api-docs';
/** Backend name of the mailbox. */
const MAILBOX_BACKEND = 'mailbox';
/** Backend name of the dashboard and the event explorer. */
const PAGES_BACKEND = 'sandbox-pages';

/** Base URLs of what this process itself shows to developers. */
export interface PageUrls {
  apiDocs: string;
  mailbox: string;
  /** The dashboard and the event explorer. */
  sandbox: string;
}

/** The processes behind each backend of the gateway: those of the ingress, and those that no cluster has. */
export function upstreamsOf(plan: Pick<Plan, 'settings' | 'ports'>, pages: PageUrls): Map<string, Replicas> {
  const upstreams = new Map<string, Replicas>();
  for (const { name, backend } of SERVICES) {
    const processes = replicaNames(plan.settings, name);
    const replicas = processes.map((process) => ({
      url: urlOf(plan, process),
      ready: serviceProbe(plan, process),
    }));
    upstreams.set(backend, new Replicas(replicas));
  }
  upstreams.set(CLIENT.backend, alone(urlOf(plan, CLIENT.name)));
  upstreams.set(API_DOCS_BACKEND, alone(pages.apiDocs));
  upstreams.set(MAILBOX_BACKEND, alone(pages.mailbox));
  upstreams.set(PAGES_BACKEND, alone(pages.sandbox));
  if (plan.settings.stripe === undefined) upstreams.set(SANDBOX_BACKEND, alone(urlOf(plan, 'stripe')));
  return upstreams;
}

/**
 * The routes of the ingress, and those that no cluster has: the browser's side of the Stripe sandbox, and the pages
 * for developers.
 * @throws UserError for a backend that the local stack does not run
 */
export function publicRoutes(ingress: IngressRoutes, upstreams: ReadonlyMap<string, unknown>): IngressRoutes {
  const unknown = ingress.paths.find(({ backend }) => !upstreams.has(backend));
  if (unknown !== undefined) {
    throw new UserError(
      `The ingress sends ${unknown.path} to ${unknown.backend}, which services.ts does not know`,
      1,
    );
  }
  const extra = [
    { path: SANDBOX_PATH, exact: false, backend: SANDBOX_BACKEND },
    { path: API_DOCS_PATH, exact: false, backend: API_DOCS_BACKEND },
    { path: MAILBOX_PATH, exact: false, backend: MAILBOX_BACKEND },
    { path: SANDBOX_ROOT, exact: false, backend: PAGES_BACKEND },
  ];
  return { ...ingress, paths: [...extra.filter(({ backend }) => upstreams.has(backend)), ...ingress.paths] };
}

/** A backend of one process, which is asked whether it is ready or not. */
function alone(url: string): Replicas {
  return new Replicas([{ url, ready: () => Promise.resolve(true) }]);
}
