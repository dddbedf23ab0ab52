import { authPage, type AuthPageProps } from '../../api/server-props/auth-page';
import { browserClient } from '../../api/build-client';
import { signUp } from '../../api/users';
import { CredentialsForm, credentialsOf } from '../../components/account/credentials-form';
import Link from '../../components/link';
import { PageTitle } from '../../components/layout/page-title';
import { ReasonToEnter } from '../../components/account/reason-to-enter';
import { safeNext } from '../../domain/safe-next';
import { useEnter } from '../../hooks/account/use-enter';

export const getServerSideProps = authPage({ send: signUp, credentialsOf, safeNext });

export default function SignUp({ next, errors, email, passwordBounds }: AuthPageProps) {
  const enter = useEnter(next);
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>Sign up</PageTitle>
      <ReasonToEnter verb="Sign up" next={next} />
      <p>One account to buy and to sell. Whatever is in your cart comes along.</p>
      <CredentialsForm
        action={`/auth/signup${query}`}
        submitLabel="Sign up"
        busyLabel="Creating your account…"
        newPassword={passwordBounds}
        initialErrors={errors}
        initialEmail={email}
        send={async (credentials) => {
          await signUp(browserClient, credentials);
          await enter('Welcome to the market.');
        }}
      />
      <p>
        Have an account? <Link href={`/auth/signin${query}`}>Sign in</Link>
      </p>
    </div>
  );
}
