import { passCookies, readFormPost } from '../../api/server-props/form-post';
import { shopPage } from '../../api/server-props/server-props';
import { signOut } from '../../api/users';
import { PageTitle } from '../../components/layout/page-title';

/** The header's sign-out form comes here; reading the page changes nothing. */
export const getServerSideProps = shopPage(async ({ client, context: { req, res } }) => {
  if (!(await readFormPost(req))) return { props: {} };
  passCookies(await signOut(client), res);
  return { redirect: { destination: '/', statusCode: 303 } };
});

export default function SignOut() {
  return (
    <div className="panel panel-narrow stack">
      <PageTitle>Sign out</PageTitle>
      <p>Your cart and orders stay with your account until you come back.</p>
      <form method="post" action="/auth/signout">
        <button type="submit" className="button button-main">
          Sign out
        </button>
      </form>
    </div>
  );
}
