import { type FocusEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiError, type FieldError } from '../api/api-error';

interface FormRules {
  /** What can be said without asking the shop; empty when fine. */
  check: (values: FormData) => FieldError[];
  /** Sends the form; the entries of an ApiError go to their fields. */
  send: (values: FormData) => Promise<unknown>;
  /** Errors of a form that was sent before the page's script ran; the page came with the focus on them. */
  initialErrors?: FieldError[];
}

/**
 * A form of plain inputs: checked on submit, then on leaving a changed field; one submit at a time;
 * focus goes to the first field in error, or to the summary when no field is to blame.
 */
export function useForm({ check, send, initialErrors = [] }: FormRules) {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState(initialErrors);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const changed = useRef(new Set<string>());
  const moveFocus = useRef(false);

  useEffect(() => {
    if (!moveFocus.current || errors.length === 0) return;
    moveFocus.current = false;
    const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (find('[aria-invalid="true"]') ?? find('[data-form-errors]'))?.focus();
  }, [errors]);

  const fail = (found: FieldError[]) => {
    moveFocus.current = true;
    changed.current.clear();
    setErrors(found);
  };

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (running.current) return;
    const values = new FormData(event.currentTarget);
    const found = check(values);
    if (found.length > 0) return fail(found);

    running.current = true;
    setBusy(true);
    setErrors([]);
    try {
      await send(values);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fail(error.errors);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const onInput = (event: FormEvent<HTMLFormElement>) => {
    changed.current.add(nameOf(event));
  };

  const onBlur = (event: FocusEvent<HTMLFormElement>) => {
    // A message that goes between press and release of a button would move the button away from under the pointer.
    if (event.relatedTarget?.closest('button, a')) return;
    const name = nameOf(event);
    if (!changed.current.delete(name) || !errors.some((error) => error.field === name)) return;
    const values = new FormData(event.currentTarget);
    const still = check(values).filter((error) => error.field === name);
    setErrors([...errors.filter((error) => error.field !== name), ...still]);
  };

  return { props: { ref: form, onSubmit, onInput, onBlur, noValidate: true }, errors, busy };
}

/** The name of the field that an event of the form is about. */
const nameOf = ({ target }: { target: EventTarget }): string => (target as HTMLInputElement).name;

/** The first message for this field. */
export function errorFor(errors: FieldError[], field: string): string | undefined {
  return errors.find((error) => error.field === field)?.message;
}
