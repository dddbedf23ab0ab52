import { useEffect, useId, useRef, useState } from 'react';

interface Props {
  /** The visible label. */
  label: string;
  /** What is counted, for the buttons' names. */
  of: string;
  value: number;
  max: number;
  /** Said when the shopper asks for more than `max`. */
  maxReason: string;
  onChange: (value: number) => void;
}

/** Minus, a number to type into, plus. Out of range is brought back into it with a spoken reason. */
export function QuantityStepper({ label, of, value, max, maxReason, onChange }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(String(value));
  const [reason, setReason] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(String(value)), [value]);

  const choose = (wanted: number) => {
    const allowed = Math.max(1, Math.min(max, wanted));
    setReason(wanted > max ? maxReason : '');
    setTyped(String(allowed));
    if (allowed !== value) onChange(allowed);
  };
  const settle = (text: string) => choose(/^\d+$/.test(text.trim()) ? Number(text) : value);
  useEffect(() => {
    // What was typed before this script ran is in the page and not yet in the state.
    if (input.current && input.current.value !== String(value)) settle(input.current.value);
  }, []);

  return (
    <div className="stepper">
      <label htmlFor={id}>
        {label}
        <span className="visually-hidden"> of {of}</span>
      </label>
      <div className="stepper-row">
        <button type="button" aria-label={`Decrease quantity of ${of}`} onClick={() => choose(value - 1)}>
          −
        </button>
        <input
          ref={input}
          id={id}
          name="quantity"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => settle(typed)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') settle(typed);
          }}
        />
        <button type="button" aria-label={`Increase quantity of ${of}`} onClick={() => choose(value + 1)}>
          +
        </button>
      </div>
      <p role="status" className="hint">
        {reason}
      </p>
    </div>
  );
}
