import type { FieldError } from '../../api/api-error';
import { fieldId } from './field';
import { TAKES_FOCUS } from '../takes-focus';

/** What stands in the way of a form, above it: links to the fields, plain words for the rest. */
export function FormErrors({ errors, fields }: { errors: FieldError[]; fields: readonly string[] }) {
  if (errors.length === 0) return null;
  const isOfField = ({ field }: FieldError) => field !== undefined && fields.includes(field);
  // A field in error takes the focus itself.
  const focus = { ...TAKES_FOCUS, autoFocus: !errors.some(isOfField) };
  return (
    <div className="notice notice-bad" role="alert" {...focus} data-form-errors>
      <p className="notice-title">
        {errors.length === 1
          ? 'One thing needs your attention'
          : `${errors.length} things need your attention`}
      </p>
      <ul>
        {errors.map(({ message, field }) => (
          <li key={`${field}:${message}`}>
            {field && fields.includes(field) ? <a href={`#${fieldId(field)}`}>{message}</a> : message}
          </li>
        ))}
      </ul>
    </div>
  );
}
