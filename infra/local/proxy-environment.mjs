/** One spelling of the proxy settings for every program that we start. Needs nothing but Node. */

const LOOPBACK = ['localhost', '127.0.0.1', '::1', 'ecommerce.local'];

/**
 * The proxy settings under both spellings, since apt reads the lower case alone, with this machine in NO_PROXY, since
 * requests to the shop's own servers must reach no proxy.
 * @returns what to add to the environment; nothing when it names no proxy
 */
export function proxyEnvironment(env) {
  const given = (name) => env[name.toLowerCase()] || env[name];
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY'].filter(given);
  if (proxies.length === 0) return {};
  const past = (given('NO_PROXY') ?? '').split(/[\s,]+/).filter(Boolean);
  const noProxy = past.includes('*') ? '*' : [...new Set([...past, ...LOOPBACK])].join();
  const settings = [...proxies.map((name) => [name, given(name)]), ['NO_PROXY', noProxy]];
  return Object.fromEntries(
    settings.flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}
