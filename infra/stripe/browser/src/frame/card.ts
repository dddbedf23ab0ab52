/** The card fields: runs inside of the frame that Stripe.js puts into a page. */
import { CardField, type FieldName } from './card-field';
import { brandOf } from './card-rules';
import type { FrameOptions, FromFrame, ToFrame } from '../messages';
import { applyStyle } from './style';
import { tokenize } from './tokenize';

const form = document.forms[0]!;
const complaintText = document.getElementById('complaint')!;
const fields: readonly CardField[] = [...form.querySelectorAll('input')].map(
  (input) => new CardField(input.dataset.field as FieldName, input, () => number.content),
);
const fieldOf = (name: FieldName) => fields.find((field) => field.name === name)!;
const number = fieldOf('number');
const postal = fieldOf('postal');
let options: FrameOptions = {};
let ready = false;
let sent = '';

const send = (message: FromFrame) => window.parent.postMessage(message, location.origin);
const visible = () => fields.filter((field) => !(field === postal && options.hidePostalCode));

function update(changed: FrameOptions): void {
  options = { ...options, ...changed };
  if (changed.style) applyStyle(changed.style);
  postal.input.closest('.field')!.toggleAttribute('hidden', Boolean(options.hidePostalCode));
  if (changed.value?.postalCode !== undefined) postal.content = changed.value.postalCode;
  for (const { input } of fields) input.disabled = Boolean(options.disabled);
  refresh();
}

function onInput(field: CardField, event: Event): void {
  field.reformat();
  refresh();
  const typed = event instanceof InputEvent && event.inputType.startsWith('insert');
  if (typed && field.isFull() && document.activeElement === field.input) neighbour(field, 1)?.input.focus();
}

function onKey(field: CardField, event: KeyboardEvent): void {
  if (event.key === 'Backspace' && field.input.value === '') {
    const previous = neighbour(field, -1);
    if (previous) event.preventDefault();
    previous?.input.focus();
  }
  if (event.key === 'Escape') send({ from: 'card', type: 'escape' });
  if (event.key === 'Enter') {
    event.preventDefault();
    send({ from: 'card', type: 'submit' });
  }
}

function neighbour(field: CardField, step: 1 | -1): CardField | undefined {
  const shown = visible();
  return shown[shown.indexOf(field) + step];
}

/** Shows what is wrong, and notifies the page if anything changed. */
function refresh(): void {
  const shown = visible();
  const complaints = new Map(shown.map((field) => [field, field.complaint()]));
  for (const [field, complaint] of complaints) show(field, complaint !== undefined);
  const error = [...complaints.values()].find((complaint) => complaint !== undefined);
  complaintText.textContent = error?.message ?? '';
  const state = {
    empty: shown.every((field) => field.verdict().state === 'empty'),
    complete: shown.every((field) => field.verdict().state === 'complete'),
    error: error && { type: 'validation_error', code: error.code, message: error.message },
    brand: brandOf(number.content).name,
    value: { postalCode: postal.content },
  };
  if (JSON.stringify(state) === sent) return;
  sent = JSON.stringify(state);
  if (ready) send({ from: 'card', type: 'change', state });
}

function show(field: CardField, wrong: boolean): void {
  const { input } = field;
  const { state } = field.verdict();
  input.classList.toggle('is-invalid', wrong);
  input.classList.toggle('is-complete', state === 'complete');
  input.classList.toggle('is-empty', state === 'empty');
  input.setAttribute('aria-invalid', String(wrong));
}

function complain(field: CardField, message: string): void {
  show(field, true);
  complaintText.textContent = message;
}

async function onMessage({ origin, source, data }: MessageEvent): Promise<void> {
  if (origin !== location.origin || source !== window.parent) return;
  const message = data as ToFrame;
  if (typeof message !== 'object' || message === null || message.to !== 'card') return;
  const active = fields.find(({ input }) => input === document.activeElement);
  switch (message.type) {
    case 'init':
      if (ready) return;
      update(message.options);
      ready = true;
      return send({ from: 'card', type: 'ready' });
    case 'update':
      return update(message.options);
    case 'focus':
      return (visible().find((field) => field.obstacle()) ?? visible()[0])?.input.focus();
    case 'blur':
      return active?.input.blur();
    case 'clear':
      for (const field of fields) field.content = '';
      return refresh();
    case 'tokenize':
      return send({
        from: 'card',
        type: 'tokenized',
        id: message.id,
        result: await tokenize(message, visible(), complain),
      });
  }
}

for (const field of fields) {
  field.input.addEventListener('input', (event) => onInput(field, event));
  field.input.addEventListener('keydown', (event) => onKey(field, event));
  field.input.addEventListener('blur', refresh);
}
window.addEventListener('message', (event) => void onMessage(event));
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('focusin', ({ relatedTarget }) => {
  if (relatedTarget === null) send({ from: 'card', type: 'focus' });
});
form.addEventListener('focusout', ({ relatedTarget }) => {
  if (relatedTarget === null) send({ from: 'card', type: 'blur' });
});
new ResizeObserver(() => send({ from: 'card', type: 'resize', height: form.offsetHeight })).observe(form);
send({ from: 'card', type: 'hello' });
