import type { NextPageContext } from 'next';
import { browserClient, buildClient } from '../api/build-client';
import {
  loadSessionInBrowser,
  loadSession,
  type Problem,
  type Session,
} from '../api/server-props/server-props';
import { ProblemPage } from '../components/layout/problem-page';

interface Props {
  session: Session;
  failure: Problem;
}

/** Not found, and whatever nobody caught. Nothing of the inside is shown: a reference leads to the log line. */
export default function ErrorPage({ failure }: Props) {
  return <ProblemPage problem={failure} />;
}

// Also keeps this page from being made at build time, where scripts could have no nonce.
ErrorPage.getInitialProps = async ({ req, res, err }: NextPageContext): Promise<Props> => {
  // In the browser there is no response, and a component that threw comes as an error without a status.
  const status = res?.statusCode ?? err?.statusCode ?? (err ? 500 : 404);
  if (!req) {
    const session = await loadSessionInBrowser(browserClient);
    return { session, failure: { status, reference: '' } };
  }
  const requestId = req.shop?.requestId ?? '';
  if (err)
    req.shop?.log('error', 'page failed', { requestId, err: { message: err.message, stack: err.stack } });
  return {
    session: await loadSession(buildClient(req), req.headers.cookie),
    failure: { status, reference: requestId },
  };
};
