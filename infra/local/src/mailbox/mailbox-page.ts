import type { ReceivedMail } from './mail-message';
import { html } from '../pages/html';

/** No script, no form of a mail, nothing from another host. A link of a mail opens in a tab of its own. */
export const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** How many mails the page shows: a browser loads the frame of each at once, and hundreds take half a minute. */
const SHOWN = 30;

/**
 * The mailbox as a page: newest mail first, each as its reader would see it.
 * @param to the address whose mails these are; empty when they are all
 */
export const mailboxPage = (mails: readonly ReceivedMail[], to: string): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>Mailbox of the shop</title>
        <style>
          :root {
            color-scheme: light dark;
            font-family: system-ui, sans-serif;
            line-height: 1.5;
          }
          main {
            max-width: 44rem;
            margin: 0 auto;
            padding: 1rem;
            overflow-wrap: anywhere;
          }
          details {
            margin: 0.5rem 0;
            padding: 0.75rem;
            border: 1px solid #8886;
            border-radius: 0.5rem;
          }
          summary {
            cursor: pointer;
          }
          iframe {
            width: 100%;
            height: 34rem;
            margin-top: 0.75rem;
            border: 1px solid #8886;
          }
          pre {
            white-space: pre-wrap;
          }
          input,
          button {
            font: inherit;
            padding: 0.25rem 0.5rem;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>Mailbox of the shop</h1>
          <p>
            The mail that this shop has sent since its start, newest first. None of it has left this machine.
          </p>
          <form method="get">
            <label>Only to <input name="to" type="email" value="${to}" /></label> <button>Show</button>
          </form>
          ${mails.length > SHOWN && html`<p>These are the newest ${SHOWN} of ${mails.length} mails.</p>`}
          ${
            mails.length === 0
              ? html`<p>No mail${to && ` to ${to}`} yet.</p>`
              : mails.slice(0, SHOWN).map(entry)
          }
        </main>
      </body>
    </html> `.toString();

const entry = ({ to, subject, text, html: body, at }: ReceivedMail) =>
  html`<details>
    <summary><strong>${subject}</strong><br />to ${to}, <time>${at}</time></summary>
    <iframe
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      title="${subject}"
      srcdoc="${`<base target="_blank">${body}`}"
    ></iframe>
    <details>
      <summary>As plain text</summary>
      <pre>${text}</pre>
    </details>
  </details> `;
