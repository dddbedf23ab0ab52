import { type Html, html } from '../pages/html';
import { durationOf, layLifelines, type Lifelines, type Row } from './lifelines';
import type { OrderStory } from './order-story';

const COLUMN = 132;
/** Room for the subject beside a dot on the last lifeline. */
const RIGHT = 64;
const LEFT = 96;
const TOP = 40;
const ROW = 30;
/** Longer gaps between two facts are shown. */
const GAP_SHOWN_MS = 100;

/** The events of one order: a picture of lifelines, and the same as a table. */
export function showStory(story: OrderStory): Html {
  const lines = layLifelines(story);
  const failures = lines.rows.filter(isFailure).length;
  const [first] = lines.rows;
  const lasted = lines.rows.reduce((sum, { gapMs }) => sum + gapMs, 0);
  return html`<p>
      ${story.hops.length} events in ${durationOf(lasted)}${first && `, from ${first.at}`}.
      ${failures > 0 && html`<strong class="bad">${failures} failed ${failures === 1 ? 'attempt' : 'attempts'}.</strong>`}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Lifelines">${picture(lines)}</div>
    <h2>Each step</h2>
    <div class="scroll">${table(lines.rows)}</div>`;
}

const isFailure = ({ kind, outcome }: Row): boolean => kind === 'attempt' && outcome !== 'handled';

function picture({ services, rows }: Lifelines): Html {
  const width = LEFT + services.length * COLUMN + RIGHT;
  const height = TOP + rows.length * ROW + 16;
  const x = (service: string): number => LEFT + services.indexOf(service) * COLUMN + COLUMN / 2;
  return html`<svg
    class="lifelines"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="Who published and handled which event; the table below has the same"
  >
    ${services.map(
      (service) =>
        html`<text class="head" x="${x(service)}" y="18">${service}</text>
          <line class="life" x1="${x(service)}" y1="28" x2="${x(service)}" y2="${height}" />`,
    )}
    ${rows.map((row, index) => drawRow(row, TOP + index * ROW + ROW / 2, x))}
  </svg>`;
}

function drawRow(row: Row, y: number, x: (service: string) => number): Html {
  const gap =
    row.gapMs >= GAP_SHOWN_MS && html`<text class="gap" x="4" y="${y + 4}">+${durationOf(row.gapMs)}</text>`;
  const at = x(row.service);
  if (row.kind !== 'attempt') {
    const label = row.kind === 'published' ? row.subject : `${row.subject} again`;
    return html`${gap}<circle class="publish" cx="${at}" cy="${y}" r="5" />
      <text class="label" x="${at + 10}" y="${y + 4}">${label}</text>`;
  }
  const from = row.from === undefined || row.from === row.service ? undefined : x(row.from);
  const kind = isFailure(row) ? 'failed' : 'handled';
  const half = isFailure(row) ? 58 : 34;
  const label = isFailure(row) ? `${row.outcome} (${row.attempt})` : durationOf(row.ms ?? 0);
  return html`${gap}
    ${from !== undefined && html`<line class="arrow ${kind}" x1="${from}" y1="${y}" x2="${at}" y2="${y}" />`}
    <rect class="${kind}" x="${at - half}" y="${y - 10}" width="${2 * half}" height="20" rx="4" />
    <text class="box" x="${at}" y="${y + 4}">${label}</text>`;
}

const table = (rows: readonly Row[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th>Time</th>
        <th class="number">Gap</th>
        <th>Service</th>
        <th>Event</th>
        <th>What</th>
        <th class="number">Took</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr class="${isFailure(row) && 'bad'}">
            <td><time>${row.at.slice(11, 23)}</time></td>
            <td class="number">${row.gapMs > 0 && durationOf(row.gapMs)}</td>
            <td>${row.service}</td>
            <td>${row.subject}</td>
            <td>${whatOf(row)}${row.reason !== undefined && html`<br /><small>${row.reason}</small>`}</td>
            <td class="number">${row.ms !== undefined && durationOf(row.ms)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

function whatOf({ kind, attempt = 1, outcome = '' }: Row): string {
  if (kind !== 'attempt') return kind;
  return attempt === 1 ? outcome : `${outcome}, attempt ${attempt}`;
}
