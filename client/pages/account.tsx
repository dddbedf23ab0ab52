import {
  accountPage,
  type AccountForm,
  type AccountProps,
  type SavingForm,
} from '../api/server-props/account-page';
import type { FieldError } from '../api/api-error';
import { DoneNotice } from '../components/done-notice';
import { Field } from '../components/forms/field';
import { FormErrors } from '../components/forms/form-errors';
import { PageTitle } from '../components/layout/page-title';
import { PasswordField } from '../components/forms/password-field';
import { sendOnce } from '../hooks/send-once';
import { usePlainAddress } from '../hooks/use-plain-address';

export const getServerSideProps = accountPage;

const DONE: Record<SavingForm, string> = {
  name: 'Your name is saved.',
  password: 'Your password is changed. Every other session has ended.',
};

/** The visitor's own account: name, password and sessions. Its forms work without script. */
export default function AccountPage({ account, refused, done, passwordRule }: AccountProps) {
  usePlainAddress(done !== null);
  const errorsOf = (form: AccountForm) => (refused?.form === form ? refused.errors : []);
  const name = account?.name ?? '';
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>{name ? `Hello, ${name}` : 'Your account'}</PageTitle>
      {account && <p>You are signed in as {account.email}.</p>}
      {done && <DoneNotice>{DONE[done]}</DoneNotice>}
      <NameForm name={refused?.form === 'name' ? refused.name : name} errors={errorsOf('name')} />
      <PasswordForm email={account?.email ?? ''} rule={passwordRule} errors={errorsOf('password')} />
      <SessionsForm errors={errorsOf('sessions')} />
    </div>
  );
}

function NameForm({ name, errors }: { name: string; errors: FieldError[] }) {
  return (
    <form method="post" action="/account" onSubmit={sendOnce} className="stack">
      <h2>Name</h2>
      <FormErrors errors={errors} fields={['name']} />
      <input type="hidden" name="form" value="name" />
      <Field
        name="name"
        label="Your name"
        hint="How we greet you"
        autoComplete="name"
        maxLength={100}
        defaultValue={name}
        errors={errors}
        required
      />
      <button type="submit" className="button">
        Save name
      </button>
    </form>
  );
}

interface PasswordFormProps {
  email: string;
  /** What a new password has to be like. */
  rule: string;
  errors: FieldError[];
}

function PasswordForm({ email, rule, errors }: PasswordFormProps) {
  return (
    <form method="post" action="/account" onSubmit={sendOnce} className="stack">
      <h2>Change password</h2>
      <p>Every other session of yours ends with it.</p>
      <FormErrors errors={errors} fields={['currentPassword', 'newPassword']} />
      <input type="hidden" name="form" value="password" />
      {/* Password managers learn from it whose password changes. */}
      <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
      <PasswordField
        name="currentPassword"
        label="Current password"
        autoComplete="current-password"
        errors={errors}
        required
      />
      <PasswordField
        name="newPassword"
        label="New password"
        hint={rule}
        autoComplete="new-password"
        errors={errors}
        required
      />
      <button type="submit" className="button">
        Change password
      </button>
    </form>
  );
}

function SessionsForm({ errors }: { errors: FieldError[] }) {
  return (
    <form method="post" action="/account" onSubmit={sendOnce} className="stack">
      <h2>Sessions</h2>
      <p>Ends all your sessions on every device, this one included.</p>
      <FormErrors errors={errors} fields={[]} />
      <input type="hidden" name="form" value="sessions" />
      <button type="submit" className="button">
        Sign out everywhere
      </button>
    </form>
  );
}
