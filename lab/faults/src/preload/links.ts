import type { ChaosFolder } from '../chaos-folder';

/** Which setting of a service holds the address of which link. */
const ADDRESSES = { MONGO_URI: 'mongo', NATS_URL: 'nats', STRIPE_API_URL: 'stripe' };

/** Makes a service use the harness's proxies instead of its servers: rewrites their addresses before it reads them. */
export function divertLinks(folder: ChaosFolder, service: string, env: NodeJS.ProcessEnv): void {
  for (const [setting, server] of Object.entries(ADDRESSES)) {
    const link = `${service}>${server}`;
    const port = folder.proxyPort(link);
    const address = env[setting];
    if (port === undefined || !address) continue;
    env[setting] = address.replace(
      /\/\/([^@/]*@)?([^:/]+):(\d+)/,
      (_, login = '', host: string, real: string) => {
        folder.setTarget(link, { host, port: Number(real) });
        return `//${login}127.0.0.1:${port}`;
      },
    );
  }
}
