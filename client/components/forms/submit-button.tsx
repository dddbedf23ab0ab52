import { BusyLabel, type BusyLabelProps } from './busy-label';

/** Stays enabled, so that it keeps its focus and can be found; the form ignores a second click by itself. */
export function SubmitButton(props: BusyLabelProps) {
  return (
    <button type="submit" className="button button-main" aria-disabled={props.busy || undefined}>
      <BusyLabel {...props} />
    </button>
  );
}
