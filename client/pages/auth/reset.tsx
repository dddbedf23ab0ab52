import { resetPage, type ResetProps } from '../../api/server-props/reset-pages';
import { DoneNotice } from '../../components/done-notice';
import { FormErrors } from '../../components/forms/form-errors';
import Link from '../../components/link';
import { PageTitle } from '../../components/layout/page-title';
import { PasswordField } from '../../components/forms/password-field';
import { sendOnce } from '../../hooks/send-once';

export const getServerSideProps = resetPage;

/** The page behind the mailed link: a new password in place of the forgotten one. */
export default function ResetPassword({ isDone, ...form }: ResetProps) {
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>{isDone ? 'Your password is changed' : 'Choose a new password'}</PageTitle>
      {isDone ? <Done /> : <ResetForm {...form} />}
    </div>
  );
}

function Done() {
  return (
    <>
      <DoneNotice>Every session of yours has ended. Sign in with your new password.</DoneNotice>
      <p>
        <Link className="button button-main" href="/auth/signin">
          Sign in
        </Link>
      </p>
    </>
  );
}

function ResetForm({ token, errors, passwordRule }: Omit<ResetProps, 'isDone'>) {
  if (!token) {
    return (
      <>
        <p>This link is incomplete. Open the whole link of the mail.</p>
        <AskAgain />
      </>
    );
  }
  return (
    <form method="post" action="/auth/reset" onSubmit={sendOnce} className="stack">
      <p>Every session of yours ends with it.</p>
      <FormErrors errors={errors} fields={['newPassword']} />
      {errors.some(({ field }) => field === 'token') && <AskAgain />}
      <input type="hidden" name="token" value={token} />
      <PasswordField
        name="newPassword"
        label="New password"
        hint={passwordRule}
        autoComplete="new-password"
        errors={errors}
        required
      />
      <button type="submit" className="button button-main">
        Change password
      </button>
    </form>
  );
}

function AskAgain() {
  return (
    <p>
      <Link href="/auth/forgot">Ask for a new link</Link>
    </p>
  );
}
