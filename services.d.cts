/** A service of the shop. */
export interface Service {
  /** Its workspace; also the name of its process, its queue group and its API document. */
  folder: string;
  /** Its name in Kubernetes and in images: `order` of `order-svc` and `datnx/order`. */
  app: string;
  /** What all its routes begin with. */
  routes: string;
  /** Has publishers of events. */
  publishes: boolean;
}

/** Reads the list of a checkout, in the order of its workspaces. */
export function readServices(root: string): Service[];

/** The services of this checkout. */
export const services: readonly Service[];
