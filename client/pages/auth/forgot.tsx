import { forgotPage, type ForgotProps } from '../../api/server-props/reset-pages';
import { DoneNotice } from '../../components/done-notice';
import { Field } from '../../components/forms/field';
import { FormErrors } from '../../components/forms/form-errors';
import Link from '../../components/link';
import { PageTitle } from '../../components/layout/page-title';
import { sendOnce } from '../../hooks/send-once';

export const getServerSideProps = forgotPage;

/** Has a link for a new password mailed. It tells nobody which addresses have accounts. */
export default function ForgotPassword({ isSent, errors, email }: ForgotProps) {
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>{isSent ? 'Look into your mailbox' : 'Forgot your password?'}</PageTitle>
      {isSent ? <Sent /> : <ForgotForm errors={errors} email={email} />}
      <p>
        <Link href="/auth/signin">Back to sign in</Link>
      </p>
    </div>
  );
}

function Sent() {
  return (
    <>
      <DoneNotice>
        If the address has an account, a mail with a link is on its way. The link works once, for an hour.
      </DoneNotice>
      <p>
        Nothing after a few minutes? Look into your spam folder, or <Link href="/auth/forgot">ask again</Link>
        .
      </p>
    </>
  );
}

function ForgotForm({ errors, email }: Pick<ForgotProps, 'errors' | 'email'>) {
  return (
    <form method="post" action="/auth/forgot" onSubmit={sendOnce} className="stack">
      <p>We mail you a link, and you choose a new password.</p>
      <FormErrors errors={errors} fields={['email']} />
      <Field
        name="email"
        label="Email"
        type="email"
        autoComplete="email"
        inputMode="email"
        defaultValue={email}
        errors={errors}
        required
      />
      <button type="submit" className="button button-main">
        Mail me a link
      </button>
    </form>
  );
}
