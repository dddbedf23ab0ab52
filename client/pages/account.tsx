import { accountPage, type AccountForm, type AccountProps } from '../api/account-page';
import type { FieldError } from '../api/api-error';
import { Field } from '../components/field';
import { FormErrors } from '../components/form-errors';
import { PageTitle } from '../components/page-title';
import { sendOnce } from '../hooks/send-once';

export const getServerSideProps = accountPage;

const DONE: Record<AccountForm, string> = {
  name: 'Your name is saved.',
  password: 'Your password is changed. Every other session has ended.',
  sessions: 'Every session has ended.',
};

/** The visitor's own account: name, password and sessions. Its forms work without script. */
export default function AccountPage({ account, refused, done }: AccountProps) {
  const errorsOf = (form: AccountForm) => (refused?.form === form ? refused.errors : []);
  const name = account?.name ?? '';
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>{name ? `Hello, ${name}` : 'Your account'}</PageTitle>
      {account && <p>You are signed in as {account.email}.</p>}
      {done && (
        <p className="notice" role="status">
          {DONE[done]}
        </p>
      )}
      <NameForm name={refused?.form === 'name' ? refused.name : name} errors={errorsOf('name')} />
      <PasswordForm email={account?.email ?? ''} errors={errorsOf('password')} />
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

function PasswordForm({ email, errors }: { email: string; errors: FieldError[] }) {
  return (
    <form method="post" action="/account" onSubmit={sendOnce} className="stack">
      <h2>Change password</h2>
      <p>Every other session of yours ends with it.</p>
      <FormErrors errors={errors} fields={['currentPassword', 'newPassword']} />
      <input type="hidden" name="form" value="password" />
      {/* Password managers learn from it whose password changes. */}
      <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
      <Field
        name="currentPassword"
        label="Current password"
        type="password"
        autoComplete="current-password"
        errors={errors}
        required
      />
      <Field
        name="newPassword"
        label="New password"
        type="password"
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
