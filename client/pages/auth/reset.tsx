import Link from 'next/link';
import { resetPage, type ResetProps } from '../../api/reset-pages';
import { Field } from '../../components/field';
import { FormErrors } from '../../components/form-errors';
import { PageTitle } from '../../components/page-title';
import { sendOnce } from '../../hooks/send-once';

export const getServerSideProps = resetPage;

/** The page behind the mailed link: a new password in place of the forgotten one. */
export default function ResetPassword({ isDone, token, errors }: ResetProps) {
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>{isDone ? 'Your password is changed' : 'Choose a new password'}</PageTitle>
      {isDone ? <Done /> : <ResetForm token={token} errors={errors} />}
    </div>
  );
}

function Done() {
  return (
    <>
      <p className="notice" role="status">
        Every session of yours has ended. Sign in with your new password.
      </p>
      <p>
        <Link className="button button-main" href="/auth/signin">
          Sign in
        </Link>
      </p>
    </>
  );
}

function ResetForm({ token, errors }: Pick<ResetProps, 'token' | 'errors'>) {
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
      <Field
        name="newPassword"
        label="New password"
        type="password"
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
