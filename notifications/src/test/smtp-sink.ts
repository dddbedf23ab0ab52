import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what it receives, and misbehaves on demand. */
export class SmtpSink {
  readonly mails: { to: string; raw: string }[] = [];
  /** What to do with each mail: accept it, refuse it for now, refuse it for good, or leave it without an answer. */
  behaviour: 'accept' | 'busy' | 'refuse' | 'hang' = 'accept';
  /** Deliveries that were started, accepted or not. */
  attempts = 0;
  #unanswered: (() => void)[] = [];
  #server?: SMTPServer;
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 1, // a mailer keeps its connections
      logger: false,
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => this.#finish(envelope.rcptTo, Buffer.concat(chunks).toString(), done));
      },
    });
    server.on('error', () => undefined);
    const listener = server.listen(this.#port, '127.0.0.1');
    await once(listener, 'listening');
    this.#port = (listener.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(resolve) : resolve()));
  }

  /** Accepts the mails that were left without an answer. */
  answer(): void {
    for (const accept of this.#unanswered.splice(0)) accept();
  }

  #finish(to: { address: string }[], raw: string, done: (error?: Error) => void): void {
    this.attempts += 1;
    const address = to[0]?.address ?? '';
    if (this.behaviour === 'hang') return void this.#unanswered.push(() => done());
    if (this.behaviour !== 'accept') {
      const responseCode = this.behaviour === 'busy' ? 451 : 550;
      return done(Object.assign(new Error(`no mail for <${address}>`), { responseCode }));
    }
    this.mails.push({ to: address, raw });
    done();
  }
}
