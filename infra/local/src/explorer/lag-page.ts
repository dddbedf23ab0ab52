import type { QueueGroup } from '@ecommerce/events/queue-groups';
import { type Html, html } from '../pages/html';

/** How far each service is with each subject. */
export function showLag(groups: readonly QueueGroup[]): Html {
  const behind = groups.filter(({ undelivered, unacknowledged }) => undelivered + unacknowledged > 0).length;
  return html`<section data-live="lag" aria-label="Lag">
    <p>
      ${behind === 0 ? html`<span class="good">Every service has handled everything.</span>` : `${behind} groups are behind.`}
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Subject</th>
            <th>Group</th>
            <th class="number">Not delivered</th>
            <th class="number">Not acknowledged</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map(
            ({ subject, name, undelivered, unacknowledged }) =>
              html`<tr class="${undelivered + unacknowledged > 0 && 'bad'}">
                <td>${subject}</td>
                <td>${name}</td>
                <td class="number">${undelivered}</td>
                <td class="number">${unacknowledged}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
