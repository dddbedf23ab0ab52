/** What the use cases of orders need besides the database. */
export interface OrderDeps {
  /** Whether events of products arrive; without them an unknown product may exist. */
  isBusConnected: () => boolean;
  /** The most unpaid orders of one user; no limit when absent. */
  maxOpenOrders?: number;
}
