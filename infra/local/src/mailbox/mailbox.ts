import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { answerError } from '../gateway/error-answer';
import { readMail, type ReceivedMail } from './mail-message';
import { mailboxPage, POLICY } from './mailbox-page';
import { closeServer, openServer } from '../pages/page-server';

/** Where the gateway shows the mailbox. */
export const MAILBOX_PATH = '/sandbox/mail';

/** Older mails are forgotten, and all of them at the stop. */
const KEPT = 1_000;
const MAX_BYTES = 1_000_000;

/** Takes the shop's mail in place of the internet, and shows it to developers. */
export class Mailbox {
  readonly #mails: ReceivedMail[] = [];
  readonly #smtp: SMTPServer;
  readonly #http: Server;

  constructor() {
    this.#smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      size: MAX_BYTES,
      logger: false,
      onData: (stream, session, done) => {
        this.#receive(stream, session).then(() => done(), done);
      },
    });
    this.#smtp.on('error', () => undefined); // of one connection; its sender tries again
    this.#http = createServer((req, res) => this.#answer(res, new URL(req.url ?? '', 'http://mailbox')));
  }

  /** Listens on free ports of this machine. @returns the URLs of both sides */
  async open(): Promise<{ smtpUrl: string; url: string }> {
    const smtp = this.#smtp.listen(0, '127.0.0.1');
    const [url] = await Promise.all([openServer(this.#http), once(smtp, 'listening')]);
    return { smtpUrl: `smtp://127.0.0.1:${(smtp.address() as AddressInfo).port}`, url };
  }

  /** Ends at once. */
  async close(): Promise<void> {
    if (!this.#http.listening) return;
    await Promise.all([closeServer(this.#http), new Promise<void>((resolve) => this.#smtp.close(resolve))]);
  }

  async #receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const mail = readMail(Buffer.concat(chunks).toString('latin1'));
    const at = new Date().toISOString();
    for (const { address } of envelope.rcptTo) this.#mails.unshift({ to: address, ...mail, at });
    this.#mails.splice(KEPT);
  }

  #answer(res: ServerResponse, { pathname, searchParams }: URL): void {
    const to = searchParams.get('to') ?? '';
    const mails = to ? this.#mails.filter((mail) => mail.to.toLowerCase() === to.toLowerCase()) : this.#mails;
    res.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff');
    switch (pathname) {
      case MAILBOX_PATH:
        res.writeHead(308, { location: `${MAILBOX_PATH}/` }).end();
        return;
      case `${MAILBOX_PATH}/messages`:
        res.setHeader('content-type', 'application/json').end(JSON.stringify(mails));
        return;
      case `${MAILBOX_PATH}/`:
        res.setHeader('content-type', 'text/html; charset=utf-8');
        res.setHeader('content-security-policy', POLICY).end(mailboxPage(mails, to));
        return;
      default:
        answerError(res, 404, 'Not Found');
    }
  }
}
