import type { FaultSwitch } from '../faults/fault-switches';
import { type Html, html } from '../pages/html';
import { SANDBOX_ROOT } from '../pages/layout';

/** The fault switches, and a button for each process that crashes it. */
export function showFaults(
  switches: readonly FaultSwitch[],
  processes: readonly string[],
  wrong?: string,
): Html {
  return html`${wrong !== undefined && html`<p class="notice bad" role="alert">${wrong}</p>`}
    <p class="muted">
      What goes wrong here must not change what shoppers end up with. The same seed does the same again.
    </p>
    <ul class="cards wide">
      ${switches.map(showSwitch)}
    </ul>
    <h2>Crash a process</h2>
    <p class="muted">It gets signal 9; the supervisor starts it again.</p>
    <form method="post" action="${SANDBOX_ROOT}/faults/crash" class="row">
      ${processes.map((name) => html`<button name="process" value="${name}">${name}</button>`)}
    </form>`;
}

const showSwitch = ({ name, title, text, isOn, seed }: FaultSwitch): Html =>
  html`<li>
    <form method="post" action="${SANDBOX_ROOT}/faults/switch">
      <h3>
        ${title} <span class="state ${isOn ? 'bad' : 'off'}">${isOn ? `on, seed ${seed}` : 'off'}</span>
      </h3>
      <p>${text}</p>
      <input type="hidden" name="name" value="${name}" />
      <p class="row">
        ${
          isOn
            ? html`<button name="on" value="false">Switch off</button>`
            : html`<label>Seed <input name="seed" inputmode="numeric" value="1" size="6" /></label>
                <button name="on" value="true">Switch on</button>`
        }
      </p>
    </form>
  </li>`;
