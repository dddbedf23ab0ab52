import type { LedgerCharge } from '../faults/stripe-faults';
import { type Html, html } from '../pages/html';
import { SANDBOX_ROOT } from '../pages/layout';

const SHOWN = 200;

/** The charges of the Stripe sandbox. */
export function showLedger(charges: readonly LedgerCharge[]): Html {
  if (charges.length === 0) return html`<p>Nothing was charged yet.</p>`;
  return html`<p class="muted">${charges.length} charges, newest first.</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Charge</th>
            <th class="number">Amount</th>
            <th class="number">Refunded</th>
            <th>State</th>
            <th>Order</th>
          </tr>
        </thead>
        <tbody>
          ${charges.slice(0, SHOWN).map(showCharge)}
        </tbody>
      </table>
    </div>`;
}

function showCharge({
  id,
  amount,
  amount_refunded: refunded = 0,
  status,
  created,
  metadata,
}: LedgerCharge): Html {
  const orderId = metadata?.orderId;
  return html`<tr>
    <td><time>${new Date(created * 1_000).toISOString().slice(0, 19)}</time></td>
    <td><code>${id}</code></td>
    <td class="number">${dollars(amount)}</td>
    <td class="number">${refunded > 0 && dollars(refunded)}</td>
    <td class="${status === 'failed' && 'bad'}">${status}</td>
    <td>
      ${orderId !== undefined && html`<a href="${SANDBOX_ROOT}/events/orders/${orderId}"><code>${orderId}</code></a>`}
    </td>
  </tr>`;
}

const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;
