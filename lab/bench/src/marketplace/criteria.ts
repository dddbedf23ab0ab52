/** The benchmark's criteria and the invariants by which the auditor checks each. */
export const CRITERIA = [
  'all-or-nothing checkout: I3, I4 and I5 (charges, refunds and orders), I6 (each order takes all its pieces or none)',
  'no overselling beside concurrent checkouts: I1, I2',
  'replicas of products follow their source, prices and deletions too: I7, versions in order: I11',
  'events in order and handled once: I8, I12, and I15 for what the buyer is shown',
  'a seller dashboard is one consistent answer: it is one query of one service',
];

/** What the shop has no counterpart of. */
export const NOT_SERVED = [
  'not served: update delivery, and with it 60 % of the example mix: the shop has no shipments',
  'not served: vouchers, freight and ratings: orders have items and a total only',
  'not served: deleting a product: it is taken off sale, since placed orders stay payable',
  'not served: a dashboard over orders of a seller: orders belong to buyers; it shows stock and pieces sold',
];
