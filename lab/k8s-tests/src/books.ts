import { auditReport } from '../../../infra/audit/src/audit';
import { repeatUntilQuiescent } from '../../../infra/audit/src/repeat-until-quiescent';
import { asText } from '../../../infra/audit/src/report';
import { readStack } from '../../../infra/e2e/src/stack';
import { forward, kubectl } from './kubectl';
import { writeStack } from './stack-file';
import { services } from '../../../services.cjs';

/** Service by database. */
const DATABASES = Object.fromEntries(services.map(({ folder, app }) => [folder, app]));

/**
 * Waits until the auditor finds nothing wrong in the whole shop. The broker lets nobody but the services in, so what
 * only its log shows is left out.
 * @throws Error with the auditor's report when something still does not hold after `withinMs`
 */
export async function booksBalance(withinMs = 90_000): Promise<void> {
  const { gateway } = readStack();
  const open = await Promise.all([
    forward('stripe-svc', 3000),
    ...Object.values(DATABASES).map((service) => forward(`${service}-mongo-svc`, 27017)),
  ]);
  try {
    const [stripe, ...ports] = open.map(({ port }) => port);
    const url = `http://127.0.0.1:${stripe}`;
    const entries = await Promise.all(
      Object.entries(DATABASES).map(async ([database, service], index) => {
        const name = `${service}-mongo-secret`;
        const login = `${await secret(name, 'MONGO_USER')}:${await secret(name, 'MONGO_PASSWORD')}`;
        return [
          database,
          `mongodb://${login}@127.0.0.1:${ports[index]}/${database}?directConnection=true`,
        ] as const;
      }),
    );
    writeStack({
      gateway: gateway.http,
      mongo: Object.fromEntries(entries),
      stripe: {
        url,
        control: { url: `${url}/_control`, secret: await secret('stripe-secret', 'CONTROL_SECRET') },
      },
    });
    const report = await repeatUntilQuiescent(() => auditReport(readStack()), withinMs);
    if (report.violations.length > 0) throw new Error(`the books do not balance:\n${asText(report)}`);
  } finally {
    for (const port of open) port.close();
    writeStack({ gateway: gateway.http });
  }
}

async function secret(name: string, key: string): Promise<string> {
  const encoded = await kubectl('get', 'secret', name, '-o', `jsonpath={.data.${key}}`);
  return Buffer.from(encoded, 'base64').toString();
}
