import type { StepFeed } from './step-feed';

/** What the use cases of notifications need besides the database. */
export interface NotificationDeps {
  /** Whether events of orders arrive; without them an unknown order may exist. */
  isBusConnected: () => boolean;
  /** Tells the open streams of this process about new steps. */
  feed: StepFeed;
}
