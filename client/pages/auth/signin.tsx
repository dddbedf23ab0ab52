import { authPage, type AuthPageProps } from '../../api/server-props/auth-page';
import { browserClient } from '../../api/build-client';
import { signIn } from '../../api/users';
import { CredentialsForm, credentialsOf } from '../../components/account/credentials-form';
import { DoneNotice } from '../../components/done-notice';
import Link from '../../components/link';
import { PageTitle } from '../../components/layout/page-title';
import { ReasonToEnter } from '../../components/account/reason-to-enter';
import { safeNext } from '../../domain/safe-next';
import { useEnter } from '../../hooks/account/use-enter';
import { usePlainAddress } from '../../hooks/use-plain-address';

export const getServerSideProps = authPage({ send: signIn, credentialsOf, safeNext });

export default function SignIn({ next, errors, email, isSignedOutEverywhere }: AuthPageProps) {
  usePlainAddress(isSignedOutEverywhere);
  const enter = useEnter(next);
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>Sign in</PageTitle>
      {isSignedOutEverywhere && <DoneNotice>Every session of yours has ended.</DoneNotice>}
      <ReasonToEnter verb="Sign in" next={next} />
      <CredentialsForm
        action={`/auth/signin${query}`}
        submitLabel="Sign in"
        busyLabel="Signing in…"
        initialErrors={errors}
        initialEmail={email}
        send={async (credentials) => {
          await signIn(browserClient, credentials);
          await enter('Welcome back.');
        }}
      />
      <p>
        <Link href="/auth/forgot">Forgot your password?</Link>
      </p>
      <p>
        New here? <Link href={`/auth/signup${query}`}>Create an account</Link>
      </p>
    </div>
  );
}
