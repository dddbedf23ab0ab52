import Module from 'node:module';
import { Server } from 'node:net';

/**
 * Loaded before each service of the peer (`node --require`), whose code stays as it is: its port, and where Stripe is,
 * are written there and not settings.
 */
const { PEER_PORT, PEER_STRIPE_PORT } = process.env;
const PORT_IN_THE_CODE = 3000;

type Listen = (this: Server, ...args: unknown[]) => Server;

const { listen } = Server.prototype as { listen: Listen };
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [port, ...rest] = args;
  return port === PORT_IN_THE_CODE
    ? listen.call(this, { port: Number(PEER_PORT), host: '127.0.0.1' }, ...rest)
    : listen.apply(this, args);
};

type Load = (request: string, ...rest: unknown[]) => unknown;
type Client = new (key: string, config: object) => object;

const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = (request, ...rest) => {
  const loaded = load(request, ...rest);
  return request === 'stripe' ? atStandIn(loaded as Client) : loaded;
};

function atStandIn(stripe: Client): Client {
  const client = new Proxy(stripe, {
    construct: (target, [key, config]: [string, object]) =>
      new target(key, { ...config, host: '127.0.0.1', port: PEER_STRIPE_PORT, protocol: 'http' }),
    get: (target, name, receiver): unknown =>
      name === 'default' || name === 'Stripe' ? client : Reflect.get(target, name, receiver),
  });
  return client;
}
