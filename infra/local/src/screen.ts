import path from 'node:path';
import { API_DOCS_PATH } from './pages/api-docs';
import { MAILBOX_PATH } from './mailbox/mailbox';
import { DEMO_ACCOUNTS } from './data/demo-catalogue';
import { SANDBOX_ROOT } from './pages/layout';
import { INSPECT_PORTS } from './plan';
import { REPOSITORY } from './settings';

/** The facts on the screen at the end of a start. */
export interface ReadyFacts {
  seconds: number;
  httpPort: number;
  httpsPort: number;
  /** Names that the ingress answers to. */
  hosts: string[];
  ca: { file: string; issuer: 'mkcert' | 'own' };
  hasDemo: boolean;
  isSandbox: boolean;
  isInspected: boolean;
  prometheusUrl?: string;
  dataDir: string;
}

/** The one screen of a shop that is ready. */
export function readyScreen(facts: ReadyFacts): string {
  const { httpPort, httpsPort, hosts, ca } = facts;
  const trust =
    ca.issuer === 'mkcert' ? 'trusted after: mkcert -install' : `trust this CA: ${fromHere(ca.file)}`;
  return [
    '',
    `The shop is ready after ${facts.seconds.toFixed(1)} s.`,
    '',
    row('Shop', `http://localhost:${httpPort}`),
    row('', `https://localhost:${httpsPort}  (${trust})`),
    ...hosts.map((host) =>
      row('', `https://${host}:${httpsPort}  (once the hosts file says: 127.0.0.1 ${host})`),
    ),
    ...(facts.hasDemo
      ? [
          row('Accounts', `${DEMO_ACCOUNTS.buyer.email}   ${DEMO_ACCOUNTS.buyer.password}   has orders`),
          row('', `${DEMO_ACCOUNTS.seller.email}  ${DEMO_ACCOUNTS.seller.password}  sells the catalogue`),
        ]
      : []),
    ...(facts.isSandbox
      ? [
          row('Test cards', '4242 4242 4242 4242  is paid'),
          row(
            '',
            '4000 0000 0000 0002  is declined       (any future date, CVC and ZIP code; no money moves)',
          ),
        ]
      : [row('Payments', 'go to Stripe, with the keys from the environment')]),
    row('Dashboard', `http://localhost:${httpPort}${SANDBOX_ROOT}/`),
    row('API', `http://localhost:${httpPort}${API_DOCS_PATH}/`),
    row('Mail', `http://localhost:${httpPort}${MAILBOX_PATH}/`),
    ...(facts.isInspected
      ? [
          row(
            'Debugger',
            Object.entries(INSPECT_PORTS)
              .map(([name, port]) => `${name} ${port}`)
              .join(', '),
          ),
        ]
      : []),
    ...(facts.prometheusUrl ? [row('Prometheus', facts.prometheusUrl)] : []),
    row('Logs', path.join(fromHere(facts.dataDir), 'logs')),
    row('Stop', 'Ctrl-C'),
    '',
  ].join('\n');
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(11)} ${text}`;
}

/** A path as one would type it at the repository's root. */
export function fromHere(file: string): string {
  const relative = path.relative(REPOSITORY, file);
  return relative.startsWith('..') ? file : relative;
}
