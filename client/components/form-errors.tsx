import type { FieldError } from '../api/api-error';
import { fieldId } from './field';

/** What stands in the way of a form, above it: links to the fields, plain words for the rest. */
export function FormErrors({ errors, fields }: { errors: FieldError[]; fields: readonly string[] }) {
  if (errors.length === 0) return null;
  return (
    <div className="notice notice-bad" role="alert" tabIndex={-1} data-form-errors>
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
