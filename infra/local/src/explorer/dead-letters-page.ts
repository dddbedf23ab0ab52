import { type Html, html } from '../pages/html';
import { SANDBOX_ROOT } from '../pages/layout';
import type { LetterGroup, Letters, ShownLetter } from './dead-letters';

/** Letters beyond this are left to `npm run deadletters`. */
const SHOWN = 100;

/** The dead letters by their error, each with its body to edit and replay. */
export function showLetters({ groups, unreadable }: Letters, notice: string): Html {
  return html`${notice !== '' && html`<p class="notice" role="status">${notice}</p>`}
    ${
      unreadable.length > 0 &&
      html`<p class="notice bad">
        The databases of ${unreadable.join(', ')} do not answer: their letters are not shown.
      </p>`
    }
    <p class="muted">
      Events that a service could not handle. They block nothing, and stay until they are replayed or dropped.
    </p>
    ${groups.length === 0 ? html`<p>None.</p>` : groups.map(showGroup)}`;
}

const showGroup = ({ reason, letters }: LetterGroup): Html =>
  html`<section>
    <h2>${reason} <small>${letters.length}</small></h2>
    ${letters.slice(0, SHOWN).map(showLetter)}
  </section>`;

const showLetter = ({ service, id, subject, reason, at, attempts, raw, isWaiting }: ShownLetter): Html =>
  html`<details>
    <summary>
      ${service}: ${subject}
      <small
        >${at.slice(0, 19)}, ${attempts}
        ${attempts === 1 ? 'attempt' : 'attempts'}${isWaiting && ', waits for its replay'}</small
      >
    </summary>
    <p>${reason}</p>
    <form method="post" action="${SANDBOX_ROOT}/events/dead-letters/replay">
      <input type="hidden" name="service" value="${service}" />
      <input type="hidden" name="id" value="${id}" />
      <label for="raw-${service}-${id}">Body</label>
      <textarea id="raw-${service}-${id}" name="raw" rows="6" spellcheck="false">${pretty(raw)}</textarea>
      <p><button>Replay in ${service}</button></p>
    </form>
  </details>`;

function pretty(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
