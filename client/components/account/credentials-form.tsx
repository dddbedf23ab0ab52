import type { FieldError } from '../../api/api-error';
import { type PasswordBounds, passwordRuleOf } from '../../api/shop-request';
import type { Credentials } from '../../api/users';
import { useForm } from '../../hooks/use-form';
import { Field } from '../forms/field';
import { FormErrors } from '../forms/form-errors';
import { PasswordField } from '../forms/password-field';
import { SubmitButton } from '../forms/submit-button';

interface Props {
  /** This page's own address: where the form goes while the page's script has not run. */
  action: string;
  submitLabel: string;
  busyLabel: string;
  /** At sign-up: what the password has to be like. */
  newPassword?: PasswordBounds;
  send: (credentials: Credentials) => Promise<unknown>;
  initialErrors: FieldError[];
  initialEmail: string;
}

/** Mail and password, for signing up and in. */
export function CredentialsForm({ newPassword, ...props }: Props) {
  const {
    props: form,
    errors,
    busy,
  } = useForm({
    check: (values) => checkCredentials(credentialsOf(values), newPassword),
    send: (values) => props.send(credentialsOf(values)),
    initialErrors: props.initialErrors,
  });
  return (
    <form method="post" action={props.action} className="stack" {...form}>
      <FormErrors errors={errors} fields={['email', 'password']} />
      <Field
        name="email"
        label="Email"
        type="email"
        autoComplete="email"
        inputMode="email"
        defaultValue={props.initialEmail}
        errors={errors}
        required
      />
      <PasswordField
        name="password"
        label="Password"
        autoComplete={newPassword ? 'new-password' : 'current-password'}
        hint={newPassword && `${passwordRuleOf(newPassword)} You can paste one from a password manager.`}
        errors={errors}
        required
      />
      <SubmitButton busy={busy} busyText={props.busyLabel}>
        {props.submitLabel}
      </SubmitButton>
    </form>
  );
}

/** The credentials in a form's values; also of a form sent without script. */
export function credentialsOf(values: Pick<FormData, 'get'> | URLSearchParams): Credentials {
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { email: text('email').trim(), password: text('password') };
}

/** The rules of the accounts service that a visitor may break, so that all of them are said at once. */
function checkCredentials({ email, password }: Credentials, bounds?: PasswordBounds): FieldError[] {
  const errors: FieldError[] = [];
  if (!/^\S+@\S+\.\S+$/.test(email)) {
    errors.push({ field: 'email', message: 'Enter your email address, like name@example.com' });
  }
  const length = [...password].length;
  if (length === 0) {
    errors.push({ field: 'password', message: 'Enter your password' });
  } else if (bounds && (length < bounds.min || length > bounds.max)) {
    errors.push({
      field: 'password',
      message: `Enter a password of ${bounds.min} to ${bounds.max} characters`,
    });
  }
  return errors;
}
