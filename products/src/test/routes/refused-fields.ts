/** What each field of a product must refuse, alone among good ones. */
export const refusedFields: [string, unknown][] = [
  ...[
    ...['', '   ', 'x'.repeat(201), 5, true, ['Lamp'], { $ne: null }],
    ...['\u2800', '\u3164 \u115f\u1160', '\uffa0', '\u200b\u200d', '\u00ad\ufe0f', '\u{1d159}'],
    ...['Two\nlines', 'A\tlamp', 'Lamp \u202e', 'La\u202amp'],
  ].map((value) => ['title', value] as [string, unknown]),
  ...[0, -5, 0.001, 12.345, 1e-7, 1e21, 1_000_000, '5', '', ['5'], true, { $gt: 0 }].map(
    (value) => ['price', value] as [string, unknown],
  ),
  ...[-1, 1.5, 1_000_001, 2 ** 53, '1', '', [1], true, { $gt: 0 }].map(
    (value) => ['quantity', value] as [string, unknown],
  ),
  ...['x'.repeat(2001), 5, ['text'], {}].map((value) => ['description', value] as [string, unknown]),
  ...['x'.repeat(61), 5, ['Home'], {}, 'Two\nlines', '\u2800'].map(
    (value) => ['category', value] as [string, unknown],
  ),
  ...['x'.repeat(61), 5, ['Oak'], {}, 'Two\nlines', '\u2800'].map(
    (value) => ['shopName', value] as [string, unknown],
  ),
  ...[5, ['https://a.example'], { href: 'https://a.example' }].map(
    (value) => ['imageUrl', value] as [string, unknown],
  ),
  ...['title', 'description', 'category', 'imageUrl', 'shopName'].flatMap((field) =>
    [
      '\0',
      '\u0007',
      '\u007f',
      '\u0085',
      '\u202a',
      '\u202b',
      '\u202c',
      '\u202d',
      '\u202e',
      '\ud800',
      '\udc00',
    ].map((character) => [field, `https://a.example/${character}b`] as [string, unknown]),
  ),
];

/** Numbers that are sent as text. */
export const numbersAsText: [string, string, string][] = [
  ['price', '5', 'Price must be a number, not text'],
  ['price', '', 'Price must be a number, not text'],
  ['quantity', '1', 'Quantity must be a number, not text'],
];

/** What every language needs, and what may be in a text of several lines. */
export const unusualFields: [string, string][] = [
  ['title', 'می\u200cخواهم'],
  ['title', '👨\u200d👩\u200d👧'],
  ['title', 'Lamp \u200e(\u200fאור\u200f)'],
  ['title', 'ก\u0e49'],
  ['title', '\u2800x'],
  ['category', 'A\u200eB'],
  ['description', 'Two\nlines\r\nand\ta tab'],
  ['description', '\u2067isolated\u2069'],
];

export const refusedImageUrls = [
  'http://images.example.com/a.png',
  'HTTP://images.example.com/a.png',
  'lamp.jpg',
  '/images/lamp.svg',
  'javascript:alert(1)',
  'data:image/svg+xml,<svg/>',
  'ftp://images.example.com/a.png',
  'https:images.example.com/a.png',
  'https://',
  '//images.example.com/a.png',
  '/\\images.example.com/a.png',
  'https://images.example.com/"onerror="x',
  'https://images.example.com/a b.png',
  'https://images.example.com/\u0000.png',
  `https://images.example.com/${'x'.repeat(480)}`,
];

/** raw body, its declared type, the answer's status */
export const refusedBodies: [string, string, number][] = [
  ['', 'application/json', 400],
  ['null', 'application/json', 400],
  ['[]', 'application/json', 400],
  ['"x"', 'application/json', 400],
  ['{"title":', 'application/json', 400],
  ['{"$where":"sleep(5000)"}', 'application/json', 400],
  ['{"title":"Lamp","price":1e309,"quantity":1}', 'application/json', 400],
  ['{"title":"Lamp","price":NaN,"quantity":1}', 'application/json', 400],
  ['{"__proto__":{"title":"Lamp"},"price":1,"quantity":1}', 'application/json', 400],
  ['{"title":"Lamp","price":1,"quantity":1}', 'text/plain', 415],
  ['title=Lamp&price=1&quantity=1', 'application/x-www-form-urlencoded', 415],
  [`{"title":"${'x'.repeat(16 * 1024)}","price":1,"quantity":1}`, 'application/json', 413],
];
