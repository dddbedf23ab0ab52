import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react';
import type { FieldError } from '../../api/api-error';
import { errorFor } from '../../hooks/use-form';

interface FieldFrameProps {
  name: string;
  label: string;
  hint?: string;
  errors: FieldError[];
}

type InputProps = FieldFrameProps & InputHTMLAttributes<HTMLInputElement> & { aside?: ReactNode };
type AreaProps = FieldFrameProps & TextareaHTMLAttributes<HTMLTextAreaElement>;

/** A labelled input whose hint and error are read out with it. */
export function Field({ name, label, hint, errors, aside, ...input }: InputProps) {
  return (
    <FieldFrame {...{ name, label, hint, errors }}>
      <div className="field-row">
        <input {...input} {...wiring(name, hint, errors)} />
        {aside}
      </div>
    </FieldFrame>
  );
}

export function TextArea({ name, label, hint, errors, ...area }: AreaProps) {
  return (
    <FieldFrame {...{ name, label, hint, errors }}>
      <textarea {...area} {...wiring(name, hint, errors)} />
    </FieldFrame>
  );
}

export const fieldId = (name: string) => `field-${name}`;

function FieldFrame({ name, label, hint, errors, children }: FieldFrameProps & { children: ReactNode }) {
  const id = fieldId(name);
  const error = errorFor(errors, name);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function wiring(name: string, hint: string | undefined, errors: FieldError[]) {
  const id = fieldId(name);
  const isInvalid = errorFor(errors, name) !== undefined;
  const described = [hint && `${id}-hint`, isInvalid && `${id}-error`].filter(Boolean).join(' ');
  return {
    id,
    name,
    dir: 'auto',
    'aria-describedby': described || undefined,
    'aria-invalid': isInvalid || undefined,
    // After a load, such as that of a refused form, the browser puts the focus here.
    autoFocus: isInvalid,
  };
}
