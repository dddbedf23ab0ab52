import type { StepName, Timeline } from '../models/timeline';

/** US dollars for shoppers: `$1,234.50`. `Intl` does the same with tables that take 4 MiB of memory. */
export const dollars = (amount: number): string =>
  `$${amount.toFixed(2).replace(/\B(?=(?:\d{3})+\.)/g, ',')}`;

/** What a step means for the shopper, in one sentence. */
export function textOf(
  step: StepName,
  { total = 0, cancelReason }: Pick<Timeline, 'total' | 'cancelReason'>,
): string {
  const amount = dollars(total);
  switch (step) {
    case 'placed':
      return `We received your order of ${amount}.`;
    case 'paid':
      return `Your payment of ${amount} went through.`;
    case 'stock_confirmed':
      return 'Everything you bought is set aside for you.';
    case 'complete':
      return 'Your order is complete, thank you!';
    case 'cancelled':
      return cancellationText(cancelReason);
    case 'refunded':
      return `We refunded ${amount} to your card in full.`;
  }
}

function cancellationText(reason?: string): string {
  if (reason === 'out_of_stock') {
    return 'We cancelled your order because not enough pieces were left when your payment arrived.';
  }
  return reason === 'user' ? 'You cancelled this order.' : 'This order was cancelled.';
}
