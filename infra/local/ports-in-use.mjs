/** The check of the ports for a start that has nothing built yet. Needs nothing but Node. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Finds a port in use before packages and a build take minutes. Every other fault of a setting is left to
 * `src/settings.ts`, and a port that is taken meanwhile to the gateway.
 * @throws Error in one line that names the setting to change
 */
export async function refusePortsInUse(env) {
  const wanted = { SHOP_HTTP_PORT: env.SHOP_HTTP_PORT || 8080, SHOP_HTTPS_PORT: env.SHOP_HTTPS_PORT || 8443 };
  for (const [setting, port] of Object.entries(wanted)) {
    for (const address of ['127.0.0.1', '::1']) {
      if (await isInUse(port, address))
        throw new Error(`Port ${port} is in use: stop what uses it, or choose another one by ${setting}`);
    }
  }
}

async function isInUse(port, address) {
  const server = createServer();
  try {
    await once(server.listen({ port, host: address }), 'listening');
  } catch (error) {
    return error.code === 'EADDRINUSE';
  }
  server.close();
  await once(server, 'close');
  return false;
}
