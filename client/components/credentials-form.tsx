import type { FieldError } from '../api/api-error';
import type { Credentials } from '../api/users';
import { useForm } from '../hooks/use-form';
import { Field } from './field';
import { FormErrors } from './form-errors';
import { PasswordField } from './password-field';
import { SubmitButton } from './submit-button';

interface Props {
  /** This page's own address: where the form goes while the page's script has not run. */
  action: string;
  submitLabel: string;
  busyLabel: string;
  passwordHint?: string;
  passwordAutoComplete: 'current-password' | 'new-password';
  send: (credentials: Credentials) => Promise<unknown>;
  initialErrors: FieldError[];
  initialEmail: string;
}

/** Mail and password, for signing up and in. */
export function CredentialsForm(props: Props) {
  const {
    props: form,
    errors,
    busy,
  } = useForm({
    check: checkCredentials,
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
        autoComplete={props.passwordAutoComplete}
        hint={props.passwordHint}
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

function checkCredentials(values: FormData): FieldError[] {
  const { email, password } = credentialsOf(values);
  return [
    ...(/^\S+@\S+$/.test(email)
      ? []
      : [{ field: 'email', message: 'Enter your email address, like name@example.com' }]),
    ...(password ? [] : [{ field: 'password', message: 'Enter your password' }]),
  ];
}
