import { createTransport } from 'nodemailer';

/** One mail, as the shop writes it. */
export interface OutgoingMail {
  /** The same for each attempt at the same mail. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Sends mail. */
export interface Mailer {
  /** Resolves when the mail server has accepted the mail. */
  send(mail: OutgoingMail): Promise<void>;
}

const CONNECT_MS = 5_000;
const SILENCE_MS = 15_000;
/** Mails beyond it wait for a connection. */
export const MAX_CONNECTIONS = 10;

/**
 * Sends over SMTP, on a few connections that are kept.
 * @param url `smtp://user:password@host:587` or `smtps://…`
 * @param from the sender: `Shop <orders@example.com>`
 * @param silenceMs how long a server may say nothing before its connection is cut
 */
export function createMailer(url: string, from: string, { silenceMs = SILENCE_MS } = {}): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: silenceMs,
  });
  const host = from.slice(from.lastIndexOf('@') + 1).replace(/[^\w.-]/g, '');
  return {
    send: async ({ id, ...mail }) => {
      await transport.sendMail({
        ...mail,
        from,
        messageId: `<${id}@${host}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
  };
}
