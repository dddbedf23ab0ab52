import { API_DOCS_PATH } from '../pages/api-docs';
import { MAILBOX_PATH } from '../mailbox/mailbox';
import { type Html, html } from '../pages/html';
import { SANDBOX_ROOT } from '../pages/layout';
import type { Stack } from '@ecommerce/events/stack';
import type { ProcessStatus, ShopStatus } from './shop-status';

const STATE_CLASSES = { ready: 'good', starting: 'wait', down: 'bad' } as const;

/** The overview: where everything is, and how each process is. */
export function showStatus({ processes, ready }: ShopStatus, stack: Stack | undefined): Html {
  return html`${stack && showLinks(stack)}
    <section data-live="status" aria-label="Processes">
      <h2>Processes</h2>
      <p>
        ${ready ? html`<span class="good">Everything is ready.</span>` : html`<span class="bad">Not everything is ready.</span>`}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Process</th>
              <th>State</th>
              <th class="number">Restarts</th>
              <th class="number">Memory</th>
              <th class="number">CPU</th>
              <th class="number">Up</th>
              <th class="number">PID</th>
              <th>Last end</th>
            </tr>
          </thead>
          <tbody>
            ${processes.map(showProcess)}
          </tbody>
        </table>
      </div>
    </section>`;
}

function showProcess(process: ProcessStatus): Html {
  const { name, state, restarts, memoryMib, cpuPercent, startedAt, pid, lastEnd } = process;
  return html`<tr>
    <td><a href="${SANDBOX_ROOT}/logs/?service=${name}">${name}</a></td>
    <td><span class="state ${STATE_CLASSES[state]}">${state}</span></td>
    <td class="number">${restarts}</td>
    <td class="number">${memoryMib !== undefined && `${memoryMib} MiB`}</td>
    <td class="number">${cpuPercent !== undefined && `${cpuPercent.toFixed(1)} %`}</td>
    <td class="number">${state !== 'down' && ageOf(startedAt)}</td>
    <td class="number">${pid}</td>
    <td>${lastEnd}</td>
  </tr>`;
}

function showLinks({ gateway, mongo, stripe }: Stack): Html {
  return html`<ul class="cards">
      <li><a href="/">Shop</a> <small>${gateway.http}</small></li>
      <li><a href="${MAILBOX_PATH}/">Mailbox</a> <small>every mail of the shop</small></li>
      <li><a href="${API_DOCS_PATH}/">API</a> <small>documents, and requests to try</small></li>
      <li><a href="${SANDBOX_ROOT}/events/">Events</a> <small>what happened to an order</small></li>
      ${stripe.control && html`<li><a href="${SANDBOX_ROOT}/ledger/">Stripe’s ledger</a> <small>every charge</small></li>`}
    </ul>
    <details>
      <summary>Databases</summary>
      <p class="muted">
        Each line opens one, at the repository’s root. The address is in stack.json, which only you can read.
      </p>
      ${Object.keys(mongo).map(
        (name) =>
          html`<p class="row">
            <code id="mongo-${name}">${mongoshLine(name)}</code>
            <button type="button" data-copy="mongo-${name}">Copy</button>
          </p>`,
      )}
    </details>`;
}

/** Without the password, which would be read over a shoulder and stay in the history of the shell. */
export function mongoshLine(service: string, stackFile = '${SHOP_DATA_DIR:-.local}/stack.json'): string {
  return `mongosh "$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).mongo["${service}"]' "${stackFile}")"`;
}

function ageOf(startedAt: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(startedAt)) / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
