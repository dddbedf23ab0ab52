/** Turns the requests of this folder into a Postman collection, format 2.1. */
import { auth } from './requests/auth.mjs';
import { cart } from './requests/cart.mjs';
import { cleanUp } from './requests/clean-up.mjs';
import { errors } from './requests/errors.mjs';
import { notifications } from './requests/notifications.mjs';
import { orders } from './requests/orders.mjs';
import { products } from './requests/products.mjs';
import { answerSchema } from './schemas.mjs';

export const FOLDERS = [auth, products, cart, orders, notifications, errors, cleanUp];
const MAX_ATTEMPTS = 60;
const PAUSE_MS = 250;
const VARS = 'const vars = pm.collectionVariables;';

/** The collection; its folders build on each other, so it runs as a whole. */
export const collection = () => ({
  info: {
    name: 'E-commerce',
    description:
      'Every route, its refusals, and a purchase from sign-up to Complete. Run it as a whole; docs/postman.md says how.',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  item: FOLDERS.map(({ name, description, requests }) => ({ name, description, item: requests.map(item) })),
});

/** The environment: where the shop is. */
export const environment = () => ({
  name: 'E-commerce, local',
  values: [{ key: 'baseUrl', value: 'https://ecommerce.local', type: 'default', enabled: true }],
  _postman_variable_scope: 'environment',
});

function item(request) {
  return {
    name: request.name,
    event: [
      ...(request.before || request.until ? [event('prerequest', prerequest(request))] : []),
      event('test', assertions(request)),
    ],
    request: { method: request.method, header: headers(request), ...bodyOf(request), url: url(request) },
    response: [],
  };
}

const event = (listen, exec) => ({ listen, script: { type: 'text/javascript', exec } });

function prerequest({ before, until }) {
  return [
    VARS,
    ...(before ? source(before) : []),
    ...(until ? [`if (Number(vars.get('attempt')) > 0) setTimeout(() => {}, ${PAUSE_MS});`] : []),
  ];
}

function assertions({ method, path, status, errors, remember = {}, test, until }) {
  const schema = answerSchema(method, path, status);
  return [
    VARS,
    "const body = pm.response.text() === '' ? null : pm.response.json();",
    `pm.test('answers ${status}', () => pm.response.to.have.status(${status}));`,
    schema
      ? `pm.test('has the documented shape', () => pm.response.to.have.jsonSchema(${JSON.stringify(schema)}));`
      : "pm.test('has no body', () => pm.expect(body).to.equal(null));",
    ...(errors ? [`pm.test('says why', () => pm.expect(body).to.eql(${expected({ errors })}));`] : []),
    ...Object.entries(remember).map(([name, field]) => `vars.set('${name}', body.${field});`),
    ...(test ? source(test) : []),
    ...(until ? retries(until) : []),
  ];
}

/** A JSON text whose {{variables}} are filled in when the script runs. */
function expected(value) {
  return `JSON.parse(pm.variables.replaceIn(${JSON.stringify(JSON.stringify(value))}))`;
}

/** The request sends itself again until `until` holds, and says so or fails in the end. */
function retries(until) {
  return [
    `const isDone = Boolean((${until.toString()})());`,
    "const attempt = Number(vars.get('attempt') || 0) + 1;",
    `const isOver = isDone || attempt === ${MAX_ATTEMPTS};`,
    "vars.set('attempt', isOver ? 0 : attempt);",
    'if (!isOver) postman.setNextRequest(pm.info.requestName);',
    "else pm.test('has come true', () => pm.expect(isDone, `after ${attempt} looks`).to.equal(true));",
  ];
}

/** The lines of a function's body, moved to the left. */
function source(script) {
  const lines = script.toString().split('\n').slice(1, -1);
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent));
}

function headers({ body, raw, headers: own = {} }) {
  const type = body !== undefined || raw !== undefined ? { 'Content-Type': 'application/json' } : {};
  return Object.entries({ ...type, ...own }).map(([key, value]) => ({ key, value }));
}

function bodyOf({ body, raw }) {
  if (raw !== undefined) return { body: { mode: 'raw', raw } };
  if (body === undefined) return {};
  return {
    body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
  };
}

function url({ path, variables = {} }) {
  const [address, query] = path.split('?');
  const pairs = (query?.split('&') ?? []).map((pair) => pair.split('='));
  return {
    raw: `{{baseUrl}}${path}`,
    host: ['{{baseUrl}}'],
    path: address.slice(1).split('/'),
    ...(query && { query: pairs.map(([key, value]) => ({ key, value })) }),
    ...(Object.keys(variables).length > 0 && {
      variable: Object.entries(variables).map(([key, value]) => ({ key, value })),
    }),
  };
}
