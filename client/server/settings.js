'use strict';
const { readTraceSettings } = require('./traces/settings');

const CLUSTER = {
  users: ['AUTH_URL', 'http://auth-svc:3000'],
  products: ['PRODUCTS_URL', 'http://product-svc:3000'],
  cart: ['CART_URL', 'http://cart-svc:3000'],
  orders: ['ORDERS_URL', 'http://order-svc:3000'],
  payments: ['PAYMENTS_URL', 'http://payment-svc:3000'],
};

/**
 * Reads every setting of the client once.
 * Throws one error whose single line names each variable that is missing or malformed.
 */
function readSettings(env) {
  const problems = [];
  const take = (name, fallback, check, wanted) => {
    const value = env[name] || fallback;
    if (value === undefined) problems.push(`${name} is missing (${wanted})`);
    else if (!check(value)) problems.push(`${name} is malformed (${wanted})`);
    return value;
  };

  const port = take('PORT', '3000', isPort, 'a port from 0 to 65535');
  const host = take('HOST', '0.0.0.0', (value) => !/\s/.test(value), 'an address to listen on');
  const key = take(
    'NEXT_PUBLIC_STRIPE_KEY',
    undefined,
    (value) => /^pk_\w+$/.test(value),
    'the publishable key, pk_…',
  );
  const scriptUrl = take('STRIPE_JS_URL', '', isPathOrEmpty, 'the path of a Stripe.js on this site, /…');
  const eventsPath = take('EVENTS_PATH', '', isPathOrEmpty, 'the path of an event explorer on this site, /…');
  const sandbox = take(
    'STRIPE_SANDBOX',
    'false',
    (value) => /^(true|false|1|0)$/.test(value),
    'true or false',
  );
  const password = {
    min: Number(take('PASSWORD_MIN', '4', isLength, 'a number from 1 to 128')),
    max: Number(take('PASSWORD_MAX', '20', isLength, 'a number from 1 to 128')),
  };
  const unpaidOrderHours = Number(
    take('UNPAID_ORDER_HOURS', '24', isHours, 'a number of hours from 1 to 100000'),
  );
  const services = Object.fromEntries(
    Object.entries(CLUSTER).map(([service, [name, fallback]]) => [
      service,
      take(name, fallback, isHttpUrl, 'an http address').replace(/\/+$/, ''),
    ]),
  );

  const traces = readTraceSettings(env, problems);
  if (problems.length > 0) throw new Error(`settings refused: ${problems.join('; ')}`);
  return {
    traces,
    port: Number(port),
    host,
    services,
    eventsPath: eventsPath || null,
    password,
    unpaidOrderHours,
    stripe: { key, scriptUrl: scriptUrl || null, sandbox: sandbox === 'true' || sandbox === '1' },
  };
}

const isPort = (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65535;

const isLength = (value) => /^[1-9]\d{0,2}$/.test(value) && Number(value) <= 128;

const isHours = (value) => /^[1-9]\d{0,5}$/.test(value) && Number(value) <= 100_000;

const isPathOrEmpty = (value) => value === '' || /^\/(?!\/)[\w./-]*$/.test(value);

function isHttpUrl(value) {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

module.exports = { readSettings };
