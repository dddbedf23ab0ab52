import type { AggregateModel, Listener } from '@datnxecommerce/common';
import type { Service } from '../process';

/** What of a service runs in the models: everything but its routes. */
export interface ServiceParts {
  name: Service;
  listeners: Listener[];
  aggregates: AggregateModel[];
  /** The jobs that `index.ts` of the service runs from time to time. */
  jobs: Record<string, () => Promise<void>>;
}
