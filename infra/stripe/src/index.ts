/** The Stripe sandbox as a process: settings → journal → HTTP. SIGTERM runs it backwards. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings } from './config';
import { buildApp } from './http/app';
import { openSandbox, type Sandbox } from './sandbox';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const sandbox = await openSandbox(settings, { onBroken: fail });
  const server = buildApp(sandbox).listen(settings.port, settings.host, (error?: Error) => {
    if (error) return fail(error);
    console.log(
      `stripe sandbox: listening on http://${settings.host}:${(server.address() as AddressInfo).port}`,
    );
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server, sandbox));
}

async function stop(server: Server, { faults, ledger }: Sandbox): Promise<void> {
  faults.clear();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // The longest wait for running requests at a shutdown.
  setTimeout(() => server.closeAllConnections(), 2_000).unref();
  await closed;
  await ledger.close();
  process.exit(0);
}

function fail(error: unknown): never {
  console.error(`stripe sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

main().catch(fail);
