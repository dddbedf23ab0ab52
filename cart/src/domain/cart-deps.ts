/** What the use cases of cart need besides the database. */
export interface CartDeps {
  /** Whether events of products arrive; without them an unknown product may exist. */
  isBusConnected: () => boolean;
}
