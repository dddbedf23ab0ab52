import { INNER_REQUEST, attack, openDoor } from './attacked-gateway';
import { headOf, statusesOf } from '../raw-socket';

beforeEach(() => openDoor());

const post = (...lines: string[]) => headOf('POST /api/products HTTP/1.1', 'Host: localhost', ...lines);
const get = (target: string, ...lines: string[]) =>
  headOf(`GET ${target} HTTP/1.1`, 'Host: localhost', ...lines);
const chunkedInner = `0\r\n\r\n${INNER_REQUEST}`;
const manyHeaders = Array.from({ length: 1_100 }, () => 'a:b');

it.each<[string, string[]]>([
  ['a length and a chunked body', [post('Content-Length: 4', 'Transfer-Encoding: chunked'), chunkedInner]],
  ['a chunked body and a length', [post('Transfer-Encoding: chunked', 'Content-Length: 4'), chunkedInner]],
  ['two lengths', [post('Content-Length: 4', 'Content-Length: 0'), 'body']],
  ['a list of lengths', [post('Content-Length: 4, 4'), 'body']],
  ['a length with a sign', [post('Content-Length: +4'), 'body']],
  ['a negative length', [post('Content-Length: -1'), INNER_REQUEST]],
  ['a length in hex', [post('Content-Length: 0x4'), 'body']],
  ['an unknown transfer coding', [post('Transfer-Encoding: xchunked'), chunkedInner]],
  ['two transfer codings', [post('Transfer-Encoding: gzip, chunked'), chunkedInner]],
  ['chunked named twice', [post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'), chunkedInner]],
  [
    'chunked, then identity',
    [post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity'), chunkedInner],
  ],
  ['a space before the colon', [post('Transfer-Encoding : chunked'), chunkedInner]],
  ['a folded header', [post('X-A: b', ' Transfer-Encoding: chunked', 'Content-Length: 4'), 'body']],
  ['a folded transfer coding', [post('Transfer-Encoding:', ' chunked'), chunkedInner]],
  ['a line feed in place of a line end', [post('X-A: b\nTransfer-Encoding: chunked'), chunkedInner]],
  ['a carriage return in a value', [post('X-A: b\rContent-Length: 4'), 'body']],
  ['a NUL in a value', [post('X-A: b\0', 'Content-Length: 4'), 'body']],
  ['a malformed chunk size', [post('Transfer-Encoding: chunked'), `0x5\r\nhello\r\n${chunkedInner}`]],
  ['a chunk longer than its size', [post('Transfer-Encoding: chunked'), `3\r\nhello\r\n${chunkedInner}`]],
  [
    'a connection option that names the length',
    [post('Connection: content-length', 'Content-Length: 4'), 'body'],
  ],
  [
    'a GET whose connection option names the length',
    [
      get('/api/products', 'Connection: content-length', `Content-Length: ${INNER_REQUEST.length}`),
      INNER_REQUEST,
    ],
  ],
  ['a connection option that names the host', [get('/api/products', 'Connection: host')]],
  ['two hosts', [get('/api/products', 'Host: ecommerce.local')]],
  ['no host', [headOf('GET /api/products HTTP/1.1')]],
  ['a host with a path', [headOf('GET / HTTP/1.1', 'Host: localhost/metrics')]],
  ['an absolute target', [get('http://127.0.0.1/metrics')]],
  ['an asterisk', [headOf('OPTIONS * HTTP/1.1', 'Host: localhost')]],
  ['CONNECT', [headOf('CONNECT 127.0.0.1:80 HTTP/1.1', 'Host: localhost'), INNER_REQUEST]],
  ['TRACE', [headOf('TRACE /api/products HTTP/1.1', 'Host: localhost')]],
  ['a method that is none of ours', [headOf('PURGE /api/products HTTP/1.1', 'Host: localhost')]],
  ['the preface of HTTP/2', [`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`]],
  ['a version that is none', [headOf('GET / HTTP/3.7', 'Host: localhost')]],
  [
    'a chunked body in HTTP/1.0',
    [headOf('POST /api/products HTTP/1.0', 'Host: localhost', 'Transfer-Encoding: chunked'), chunkedInner],
  ],
  ['dot segments', [get('/api/products/../../metrics')]],
  ['dot segments to the sandbox', [get('/api/../sandbox/stripe/../../_control/ledger')]],
  ['escaped dot segments', [get('/sandbox/stripe/%2e%2e/%2E%2e/_control/ledger')]],
  ['dot segments behind escaped slashes', [get('/sandbox/stripe%2f..%2f..%2f_control')]],
  ['dot segments behind backslashes', [get('/sandbox\\..\\_control')]],
  ['a fragment', [get('/metrics#')]],
  ['a path with a broken escape', [get('/metrics%')]],
  ['too many headers', [headOf('GET / HTTP/1.1', 'Host: localhost', ...manyHeaders)]],
  [
    'a length behind too many headers',
    [
      headOf(
        'GET /api/products HTTP/1.1',
        'Host: localhost',
        ...manyHeaders,
        `Content-Length: ${INNER_REQUEST.length}`,
      ),
      INNER_REQUEST,
    ],
  ],
  ['a header that is too large', [get('/', `X-A: ${'a'.repeat(20_000)}`)]],
  ['an expectation that is none', [post('Expect: tea', 'Content-Length: 4'), 'body']],
])('refuses %s', async (_what, segments) => {
  const received = await attack((attacker) => attacker.send(...segments));
  expect([...new Set(statusesOf(received))].filter((status) => status < 400 || status > 499)).toEqual([]);
  expect(statusesOf(received)).not.toEqual([]);
});

it.each<[string, string[], RegExp]>([
  [
    'an upgrade, as if it had not asked',
    [get('/api/products', 'Connection: Upgrade', 'Upgrade: websocket')],
    /<GET \/api\/products >/,
  ],
  [
    'an upgrade to HTTP/2, as if it had not asked',
    [
      get(
        '/api/products',
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ),
    ],
    /<GET \/api\/products >/,
  ],
  [
    'a body sent in pieces',
    [post('Content-Length: 10'), 'hello', 'world'],
    /<POST \/api\/products helloworld>/,
  ],
  [
    'a chunked body',
    [post('Transfer-Encoding: Chunked'), '5\r\nhello\r\n', '0\r\n\r\n'],
    /<POST \/api\/products hello>/,
  ],
  [
    'a body that the visitor asks to be let to send',
    [post('Content-Length: 5', 'Expect: 100-continue'), 'hello'],
    /<POST \/api\/products hello>/,
  ],
  [
    'a GET with a body that holds a request',
    [get('/api/products', `Content-Length: ${INNER_REQUEST.length}`), INNER_REQUEST],
    /<GET \/api\/products >/,
  ],
  [
    'a HEAD, without a body',
    [headOf('HEAD /api/products HTTP/1.1', 'Host: localhost')],
    /^HTTP\/1\.1 200 OK[^<]*\r\n\r\n$/,
  ],
  [
    'requests sent ahead, in their order',
    [get('/api/products/1') + get('/api/products/2')],
    /products\/1 >[^<]*<GET \/api\/products\/2 >/,
  ],
])('answers %s', async (_what, segments, expected) => {
  const received = await attack((attacker) => attacker.send(...segments));
  expect(received).toMatch(expected);
});

it.each(['DELETE', 'OPTIONS', 'GET', 'HEAD'])('passes on the chunked body of a %s as one', async (method) => {
  const size = INNER_REQUEST.length.toString(16);
  const head = headOf(`${method} /api/products HTTP/1.1`, 'Host: localhost', 'Transfer-Encoding: chunked');
  const received = await attack((attacker) =>
    attacker.send(head, `${size}\r\n${INNER_REQUEST}\r\n`, '0\r\n\r\n'),
  );
  expect(statusesOf(received)).toEqual([200]);
});

it('gives an early answer while the body is still being sent, and none of the body to anyone else', async () => {
  const length = `Content-Length: ${INNER_REQUEST.length * 3}`;
  const received = await attack((attacker) =>
    attacker.send(
      headOf('POST /api/products/early HTTP/1.1', 'Host: localhost', length),
      INNER_REQUEST,
      INNER_REQUEST,
      INNER_REQUEST,
    ),
  );
  expect(statusesOf(received)).toEqual([200]);
});

it('forgets a request whose body breaks off', async () => {
  await attack(async (attacker) => {
    await attacker.send(post('Content-Length: 1000'), INNER_REQUEST);
    attacker.endSending('');
    return attacker.received();
  });
});

it('gives a visitor who half-closes the connection no answer but their own', async () => {
  const received = await attack((attacker) => {
    attacker.endSending(get('/api/products/half'));
    return attacker.received();
  });
  expect(received).toMatch(/^$|<GET \/api\/products\/half >$/);
});
