/** The closed set of order states, on the wire and in the database. */
export const OrderStatus = {
  Created: 'Created',
  Complete: 'Complete',
  Cancelled: 'Cancelled',
} as const;

export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];
