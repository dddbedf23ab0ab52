import { gzipSync } from 'node:zlib';
import { jsonOf, send } from '../../attacks/attack';
import { testEach, useWorld, type Row } from '../../attacks/world';

const world = useWorld();

const JSON_TYPE = { 'content-type': 'application/json' };
const SIGN_IN = { method: 'POST', path: '/api/users/signin' };
const VALID = '{"email":"nobody@example.com","password":"password"}';
const product =
  (body: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
  () => ({
    method: 'POST',
    path: '/api/products',
    cookie: world.owner.cookie,
    body,
    headers,
  });

describe('a body that is not a JSON object is 400', () => {
  const bodies = [
    '{',
    '{"a":}',
    'null',
    '[]',
    '"x"',
    '5',
    '',
    "{'a':1}",
    '{"a":1}}',
    '{"a":1,}',
    'NaN',
    '\u0000',
    '<a/>',
  ];
  testEach(
    world,
    bodies.flatMap((body): Row[] => [
      [`sign-in with ${JSON.stringify(body)}`, { ...SIGN_IN, body, headers: JSON_TYPE }, 400],
      [`product with ${JSON.stringify(body)}`, product(body), 400],
    ]),
  );
});

it('answers each refusal in the form of all errors', async () => {
  const answer = await send({ ...SIGN_IN, body: '{', headers: JSON_TYPE });
  expect(jsonOf(answer)).toEqual({
    errors: [{ message: expect.any(String) as string, code: 'invalid_json' }],
  });
});

it('refuses JSON that is 10,000 deep at once', async () => {
  const begin = performance.now();
  const deep = `${'['.repeat(7_000)}${']'.repeat(7_000)}`;
  const { status } = await send({ ...SIGN_IN, body: `{"email":${deep}}`, headers: JSON_TYPE });
  expect(status).toBe(400);
  expect(performance.now() - begin).toBeLessThan(1000);
});

describe('a body that is too large is 413', () => {
  testEach(world, [
    ['16 KiB and a byte', product(JSON.stringify('a'.repeat(16 * 1024 - 1))), 413],
    ['1 MB', product('a'.repeat(1_000_000)), 413],
    ['10 MB', product('a'.repeat(10_000_000)), 413],
    ['a password of 1 MB', { ...SIGN_IN, json: { email: 'a@b.co', password: 'a'.repeat(1_000_000) } }, 413],
  ]);
});

describe('a body of another type is 415', () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'application/xml',
  ];
  testEach(
    world,
    [...types, 'text/json', 'application/json+x', 'application', ''].map((type): Row => [
      type || 'an empty type',
      { ...SIGN_IN, body: VALID, headers: { 'content-type': type } },
      415,
    ]),
  );
  testEach(world, [['no type', { ...SIGN_IN, body: VALID }, 415]]);
});

describe('a compressed body is 415, so none can be a bomb', () => {
  const bomb = gzipSync(Buffer.alloc(1_000_000, 'a'));
  testEach(
    world,
    ['gzip', 'deflate', 'br', 'compress', 'gzip, gzip'].map((encoding): Row => [
      encoding,
      { ...SIGN_IN, body: bomb, headers: { ...JSON_TYPE, 'content-encoding': encoding } },
      415,
    ]),
  );
});

describe('a body in another charset than UTF-8 is 415', () => {
  testEach(
    world,
    ['utf-16', 'utf-16le', 'utf-32', 'utf-7', 'iso-8859-1', 'shift_jis', 'x'].map((charset): Row => [
      charset,
      { ...SIGN_IN, body: VALID, headers: { 'content-type': `application/json; charset=${charset}` } },
      415,
    ]),
  );
  testEach(
    world,
    ['utf-8', 'UTF-8', '"utf-8"'].map((charset): Row => [
      `but not ${charset}`,
      product('{"title":"a","price":1,"quantity":1}', {
        'content-type': `application/json; charset=${charset}`,
      }),
      201,
    ]),
  );
});

describe('bytes that are no UTF-8 are 400', () => {
  const inside = (...bytes: number[]): Buffer =>
    Buffer.concat([Buffer.from('{"title":"a'), Buffer.from(bytes), Buffer.from('","price":1,"quantity":1}')]);
  testEach(world, [
    ['a byte of Latin-1', product(inside(0xe9)), 400],
    ['a sequence that breaks off', product(inside(0xc3)), 400],
    ['an overlong slash', product(inside(0xc0, 0xaf)), 400],
    ['an encoded surrogate', product(inside(0xed, 0xa0, 0x80)), 400],
    ['a code point above the last', product(inside(0xf5, 0x80, 0x80, 0x80)), 400],
  ]);
});

describe('a lone surrogate is 400 wherever text is taken', () => {
  const lone = '\\ud800';
  testEach(world, [
    ['title', product(`{"title":"a${lone}","price":1,"quantity":1}`), 400],
    ['description', product(`{"title":"a","description":"${lone}","price":1,"quantity":1}`), 400],
    [
      'password at sign-up',
      {
        method: 'POST',
        path: '/api/users/signup',
        body: `{"email":"lone@example.com","password":"pass${lone}"}`,
        headers: JSON_TYPE,
      },
      400,
    ],
    [
      'password at sign-in',
      { ...SIGN_IN, body: `{"email":"lone@example.com","password":"pass${lone}"}`, headers: JSON_TYPE },
      400,
    ],
    [
      'e-mail',
      { ...SIGN_IN, body: `{"email":"a${lone}@example.com","password":"pass"}`, headers: JSON_TYPE },
      400,
    ],
    [
      'name',
      () => ({
        method: 'PUT',
        path: '/api/users/account',
        body: `{"name":"${lone}"}`,
        headers: JSON_TYPE,
        cookie: world.owner.cookie,
      }),
      400,
    ],
    [
      'card token',
      () => ({
        method: 'POST',
        path: '/api/payments',
        body: `{"token":"${lone}","orderId":"${world.order.id}"}`,
        headers: JSON_TYPE,
        cookie: world.owner.cookie,
      }),
      400,
    ],
  ]);
});

describe('characters that hide or reverse text are 400', () => {
  const title = (text: string) => product(JSON.stringify({ title: text, price: 1, quantity: 1 }));
  testEach(world, [
    ['a title with a NUL', title('a\0b'), 400],
    ['a title with an escape sequence', title('\u001b[31mred'), 400],
    ['a title that is reversed', title('a\u202eb'), 400],
    ['a title of blank letters', title('\u3164\u2800'), 400],
    ['a title of zero-width spaces', title('\u200b\u200b'), 400],
    ['a title with a line break', title('a\r\nSet-Cookie: a=b'), 400],
    ['a title of 201 characters', title('a'.repeat(201)), 400],
  ]);
});
