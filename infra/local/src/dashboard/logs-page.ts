import { type Html, html } from '../pages/html';
import { SANDBOX_ROOT } from '../pages/layout';
import { LEVELS, type LogEntry } from '../logs/log-entry';
import type { LogQuery } from '../logs/log-query';

const SHOWN_CHARACTERS = 260;

/** What the page of logs shows. */
export interface LogsView {
  query: LogQuery;
  run: string;
  /** Names of earlier runs. */
  runs: string[];
  services: string[];
  entries: LogEntry[];
}

/** The merged logs with a form that filters them. */
export function showLogs({ query, run, runs, services, entries }: LogsView): Html {
  return html`<form method="get" action="${SANDBOX_ROOT}/logs/" class="row">
      ${select('Service', 'service', ['', ...services], query.service ?? '', 'all')}
      ${select('Level', 'level', ['', ...LEVELS.slice(1)], query.level ?? '', 'all')}
      <label>Order <input name="order" value="${query.order}" size="24" /></label>
      ${select('Run', 'run', ['', ...runs], run, 'this one')}
      <button>Show</button>
    </form>
    <section ${run === '' && html`data-live="logs"`} aria-label="Log lines">
      <p class="muted">The newest ${entries.length} lines, newest first.</p>
      <ol class="logs">
        ${entries.toReversed().map(showEntry)}
      </ol>
    </section>`;
}

const showEntry = ({ time, service, level, msg, fields }: LogEntry): Html =>
  html`<li class="${level}">
    <time datetime="${time}">${time.slice(11, 23)}</time> <b>${service}</b> <i>${level}</i>
    <span>${msg}</span>
    <small>${detailsOf(fields)}</small>
  </li>`;

/** A line's other fields in short, those that connect lines last; `npm run shop -- logs` has them whole. */
function detailsOf({ requestId, traceId, ...fields }: Record<string, unknown>): string {
  const shown = Object.entries({ ...fields, requestId, traceId }).filter(([, value]) => value !== undefined);
  const text = shown.map(([name, value]) => `${name}=${asText(value)}`).join(' ');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function select(title: string, name: string, values: readonly string[], chosen: string, none: string): Html {
  return html`<label
    >${title}
    <select name="${name}">
      ${values.map((value) => html`<option value="${value}" ${value === chosen && html`selected`}>${value || none}</option>`)}
    </select></label
  >`;
}
