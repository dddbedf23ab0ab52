import Link from '../link';
import { PageTitle } from '../layout/page-title';

/** The first words of the home page, under the awning of a market stall. */
export function Hero() {
  return (
    <section className="hero">
      <div className="hero-words">
        <PageTitle title="Everything on sale">Good things, straight from the people who sell them</PageTitle>
        <p>Honest stock, small batches, and your money back by itself if somebody else was faster.</p>
        <p className="button-row">
          <a href="#catalogue" className="button hero-button">
            See everything
          </a>
          <Link href="/sell" className="hero-link">
            Sell something
          </Link>
        </p>
      </div>
      <svg viewBox="0 0 320 190" className="hero-stall" aria-hidden="true">
        <path className="stall-wood" d="M24 60h8v130h-8zM288 60h8v130h-8zM12 128h296v14H12z" />
        <path className="stall-cloth" d="M20 142h280v48H20z" />
        <path
          className="stall-goods"
          d="M60 128a22 22 0 0 1 44 0zM104 128a18 18 0 0 1 36 0zM224 128V98h34v30zM230 98v-8h22v8z"
        />
        <path
          className="stall-more"
          d="M152 128l8-30h30l8 30zM82 106q2-14 14-16-2 12-14 16zM262 128a15 15 0 0 1 30 0z"
        />
      </svg>
    </section>
  );
}
