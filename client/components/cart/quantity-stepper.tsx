import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { isComposing } from '../../hooks/is-composing';

interface Props {
  /** The visible label. */
  label: string;
  /** What is counted, for the buttons' names. */
  of: string;
  value: number;
  max: number;
  /** Said when the shopper asks for more than `max`. */
  maxReason: string;
  /** `asked` is what the shopper chose, and `value` as much of it as `max` allows. */
  onChange: (value: number, asked: number) => void;
}

const TOO_FEW = 'The smallest quantity is 1.';
const NO_QUANTITY = 'Enter a whole number, 1 or more.';

/** Minus, a number to type into, plus. What cannot be chosen is named; what is no quantity stays to be corrected. */
export function QuantityStepper({ label, of, value, max, maxReason, onChange }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { typed, isInvalid, reason, setTyped, choose, settle } = useTypedQuantity(
    value,
    max,
    maxReason,
    onChange,
  );
  const settleEarly = useEffectEvent(() => {
    // What was typed before this script ran is in the page and not yet in the state.
    if (input.current && input.current.value !== String(value)) settle(input.current.value);
  });
  useEffect(() => settleEarly(), []);

  return (
    <div className="stepper">
      <label htmlFor={id}>
        {label}
        <span className="visually-hidden"> of {of}</span>
      </label>
      <div className="stepper-row">
        <button
          type="button"
          className="needs-script"
          aria-label={`Decrease quantity of ${of}`}
          onClick={() => choose(value - 1)}
        >
          −
        </button>
        <input
          ref={input}
          id={id}
          name="quantity"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          aria-invalid={isInvalid || undefined}
          aria-describedby={`${id}-reason`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => settle(typed)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isComposing(event.nativeEvent)) settle(typed);
          }}
        />
        <button
          type="button"
          className="needs-script"
          aria-label={`Increase quantity of ${of}`}
          onClick={() => choose(value + 1)}
        >
          +
        </button>
      </div>
      <p role="status" id={`${id}-reason`} className={isInvalid ? 'field-error' : 'hint'}>
        {reason}
      </p>
    </div>
  );
}

/** The text in the field, the quantity that it stands for, and why it is another one or none. */
function useTypedQuantity(value: number, max: number, maxReason: string, onChange: Props['onChange']) {
  const [typed, setTyped] = useState(String(value));
  const [isInvalid, setInvalid] = useState(false);
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState(value);
  const [rule, setRule] = useState(maxReason);
  if (rule !== maxReason) {
    setRule(maxReason);
    if (!isInvalid) setReason('');
  }
  if (shown !== value) {
    setShown(value);
    setTyped(String(value));
    setInvalid(false);
  }

  const choose = (wanted: number) => {
    const allowed = Math.max(1, Math.min(max, wanted));
    setReason(wanted > max ? maxReason : wanted < 1 ? TOO_FEW : '');
    setInvalid(false);
    setTyped(String(allowed));
    if (allowed !== value) onChange(allowed, wanted);
  };
  const settle = (text: string) => {
    if (/^0*[1-9]\d*$/.test(text.trim())) return choose(Number(text));
    setTyped(text);
    setInvalid(true);
    setReason(NO_QUANTITY);
  };
  return { typed, isInvalid, reason, setTyped, choose, settle };
}

/** Moves the focus to the first quantity in `root` that is none. Returns whether there is one. */
export function focusInvalidQuantity(root: ParentNode): boolean {
  const field = root.querySelector<HTMLElement>('.stepper [aria-invalid="true"]');
  field?.focus();
  return field !== null;
}
