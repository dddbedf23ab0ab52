/** What each field of a product must refuse, alone among good ones. */
export const refusedFields: [string, unknown][] = [
  ...['', '   ', 'x'.repeat(201), 5, true, null, ['Lamp'], { $ne: null }].map(
    (value) => ['title', value] as [string, unknown],
  ),
  ...[0, -5, 0.001, 12.345, 1e-7, 1e21, 1_000_000, '5', '', ['5'], null, true, { $gt: 0 }].map(
    (value) => ['price', value] as [string, unknown],
  ),
  ...[-1, 1.5, 1_000_001, 2 ** 53, '1', '', [1], null, true, { $gt: 0 }].map(
    (value) => ['quantity', value] as [string, unknown],
  ),
  ...['x'.repeat(2001), 5, null, ['text'], {}].map((value) => ['description', value] as [string, unknown]),
  ...['x'.repeat(61), 5, null, ['Home'], {}].map((value) => ['category', value] as [string, unknown]),
  ...[5, null, ['https://a.example'], { href: 'https://a.example' }].map(
    (value) => ['imageUrl', value] as [string, unknown],
  ),
];

export const refusedImageUrls = [
  'lamp.jpg',
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
