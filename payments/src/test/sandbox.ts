import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const PACKAGE = path.resolve(__dirname, '../../../infra/stripe');
const ENTRY = path.join(PACKAGE, 'build/index.js');
export const SECRET_KEY = 'sk_test_payments';
const PUBLISHABLE_KEY = 'pk_test_payments';
const CONTROL_SECRET = 'control-secret-of-payments';

interface LedgerCharge {
  id: string;
  amount: number;
  status: string;
  metadata: { orderId?: string; attempt?: string };
}

export interface Ledger {
  charges: LedgerCharge[];
  refunds: { id: string; charge: string; amount: number; status: string }[];
}

/** The Stripe sandbox as a process, which only its own address and files connect with these tests. */
export class Sandbox {
  private process?: ReturnType<typeof spawn>;
  private folder = '';
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    if (!existsSync(ENTRY))
      execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', PACKAGE]);
    this.folder ||= await mkdtemp(path.join(tmpdir(), 'payments-stripe-'));
    const child = spawn(process.execPath, [ENTRY], {
      env: {
        PORT: String(this.port),
        DATA_DIR: this.folder,
        STRIPE_SECRET_KEY: SECRET_KEY,
        STRIPE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
        CONTROL_SECRET,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = child;
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    this.port = Number(/:(\d+)$/.exec(line)?.[1]);
  }

  async kill(): Promise<void> {
    const exited = this.process && once(this.process, 'exit');
    this.process?.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Makes requests fail; see the sandbox's README. */
  async arm(fault: object): Promise<void> {
    await this.control('POST', 'faults', fault);
  }

  async disarm(): Promise<void> {
    await this.control('DELETE', 'faults');
  }

  async reset(): Promise<void> {
    await this.control('POST', 'reset');
  }

  async ledger(): Promise<Ledger> {
    return (await (await this.control('GET', 'ledger')).json()) as Ledger;
  }

  /** What succeeded for one order. */
  async moneyOf(orderId: string): Promise<Ledger> {
    const { charges, refunds } = await this.ledger();
    const mine = charges.filter(
      ({ metadata, status }) => metadata.orderId === orderId && status === 'succeeded',
    );
    return { charges: mine, refunds: refunds.filter(({ charge }) => mine.some(({ id }) => id === charge)) };
  }

  /** A request to its Stripe API, beside the service. */
  async api(name: string, fields: Record<string, string>, key = SECRET_KEY): Promise<{ id: string }> {
    const headers = { Authorization: `Bearer ${key}` };
    const body = new URLSearchParams(fields);
    const answer = await fetch(`${this.url}/v1/${name}`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: string };
  }

  /** A token of a card, good for one charge. */
  async singleUseToken(): Promise<string> {
    const card = {
      number: '4242424242424242',
      exp_month: '12',
      exp_year: String(new Date().getFullYear() + 2),
      cvc: '123',
    };
    const fields = Object.entries(card).map(([name, value]) => [`card[${name}]`, value]);
    return (await this.api('tokens', Object.fromEntries(fields) as Record<string, string>, PUBLISHABLE_KEY))
      .id;
  }

  private async control(method: string, name: string, body?: object): Promise<Response> {
    const answer = await fetch(`${this.url}/_control/${name}`, {
      method,
      headers: { Authorization: `Bearer ${CONTROL_SECRET}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${name}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
