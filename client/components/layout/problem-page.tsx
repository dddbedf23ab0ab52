import { useRouter } from 'next/router';
import type { Problem } from '../../api/server-props/server-props';
import Link from '../link';
import { PageTitle } from './page-title';

interface Words {
  title: string;
  text: string;
  /** Whether doing the same again can help. */
  again?: boolean;
}

/** What happened, why, and what next, for each status that a page can end in. */
function wordsFor(status: number): Words {
  if (status === 403) {
    return {
      title: 'This one belongs to someone else',
      text: 'Only the seller who listed a product can change it. You can still look at it, or list your own.',
    };
  }
  if (status === 404) {
    return {
      title: 'We can’t find that page',
      text: 'The address may have a typo, or what was here has gone. Everything on sale is in the catalogue.',
    };
  }
  if (status === 429) {
    return {
      title: 'That was a lot of requests',
      text: 'To keep the shop quick for everyone we slow down for a moment. Wait a little, then try again.',
      again: true,
    };
  }
  if (status < 500) {
    return {
      title: 'That address does not fit',
      text: 'The shop could not make sense of this link. Start again from the catalogue.',
    };
  }
  if (status === 500) {
    return {
      title: 'Something went wrong on our side',
      text: 'It is not your fault and nothing was lost. Try again in a moment.',
      again: true,
    };
  }
  return {
    title: 'This part of the shop is taking a break',
    text: 'One of our services is not answering right now. Nothing is lost: it will be back shortly.',
    again: true,
  };
}

/** Shown in place of a page that could not be made, with a way on. */
export function ProblemPage({ problem }: { problem: Problem }) {
  const { title, text, again } = wordsFor(problem.status);
  const { asPath } = useRouter();
  return (
    <div className="problem">
      <PageTitle>{title}</PageTitle>
      <p>{text}</p>
      <p className="button-row">
        {again && (
          <a className="button button-main" href={asPath}>
            Try again
          </a>
        )}
        {!(again && asPath === '/') && (
          <Link className={again ? 'button' : 'button button-main'} href="/">
            Go to the catalogue
          </Link>
        )}
      </p>
      {problem.status !== 404 && problem.reference !== '' && (
        <p className="hint">
          If it keeps happening, tell us this reference: <code>{problem.reference}</code>
        </p>
      )}
    </div>
  );
}
