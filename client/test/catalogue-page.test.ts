import { MUG, serveClient } from './served';

const served = serveClient();
const { get } = served;

const shelf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...MUG,
    id: `65f0000000000000000001${String(index).padStart(2, '0')}`,
    title: `Thing ${index}.`,
    quantity: index % 3 === 0 ? 2 : 40,
    category: 'Kitchen',
  }));

const categories = [
  { name: 'Garden', count: 1 },
  { name: 'Kitchen', count: 23 },
];

/** How often each product is linked on the page. */
const linksTo = (html: string, id: string) => html.split(`href="/products/${id}"`).length - 1;

it('shows every product once on the home page: new, nearly gone, or in the catalogue', async () => {
  const products = shelf(20);
  served.answers['GET /api/products'] = { body: products };
  served.answers['GET /api/products/categories'] = { body: categories };
  const html = await (await get('/')).text();
  for (const title of ['New arrivals', 'Nearly gone', 'Shop by category', 'Everything on sale']) {
    expect(html).toContain(title);
  }
  expect(products.map(({ id }) => linksTo(html, id))).toEqual(products.map(() => 1));
  expect(html).toContain('20 products');
  expect(html.match(/<h1/g)).toHaveLength(1);
});

it('shows results only as soon as the address asks for something', async () => {
  served.answers['GET /api/products'] = { body: shelf(20) };
  served.answers['GET /api/products/categories'] = { body: categories };
  const html = await (await get('/?category=Kitchen')).text();
  expect(html).not.toContain('New arrivals');
  expect(html).toMatch(/<h1[^>]*>Kitchen<\/h1>/);
  expect(html).toContain('aria-label="Breadcrumb"');
});

it('counts each category within the search and the other filters', async () => {
  served.answers['GET /api/products/categories'] = { body: categories };
  const html = await (await get('/?q=mug&category=Kitchen&inStock=true&sort=price')).text();
  const asked = served.requests.find(({ path }) => path.startsWith('/api/products/categories'));
  expect(asked?.path).toBe('/api/products/categories?q=mug&inStock=true&limit=24');
  expect(html).toContain('<option value="Garden">Garden (1)</option>');
  expect(html).toContain('<span class="chip-count">23</span>');
});

it('leads from a product to everything of its seller', async () => {
  const userId = '65f0000000000000000000aa';
  const mug = { ...MUG, userId, shopName: 'Oak <Iron>' };
  served.answers[`GET /api/products/${MUG.id}`] = { body: mug };
  served.answers['GET /api/products'] = { body: [mug] };
  const product = (await (await get(`/products/${MUG.id}`)).text()).replaceAll('<!-- -->', '');
  expect(product).toMatch(
    new RegExp(`Sold by <a[^>]*href="/\\?userId=${userId}"[^>]*><bdi>Oak &lt;Iron&gt;</bdi></a>`),
  );
  expect(product).toContain('"seller":{"@type":"Organization","name":"Oak \\u003cIron>"}');
  const html = (await (await get(`/?userId=${userId}`)).text()).replaceAll('<!-- -->', '');
  expect(html).toMatch(/<h1[^>]*>Sold by Oak &lt;Iron&gt;<\/h1>/);
  expect(html).toContain('<p class="card-seller">Sold by <bdi>Oak &lt;Iron&gt;</bdi></p>');
  for (const path of ['/api/products?', '/api/products/categories?'])
    expect(served.requests.find((request) => request.path.startsWith(path))?.path).toContain(
      `userId=${userId}`,
    );
});

it('names no id as the seller of a product without a shop name', async () => {
  const userId = '65f0000000000000000000aa';
  const mug = { ...MUG, userId };
  served.answers[`GET /api/products/${MUG.id}`] = { body: mug };
  served.answers['GET /api/products'] = { body: [mug] };
  for (const page of [`/products/${MUG.id}`, `/?userId=${userId}`]) {
    const text = (await (await get(page)).text()).replaceAll(/<script.*?<\/script>|<[^>]*>/gs, '');
    expect(text).toContain('Sold by an independent seller');
    expect(text).not.toContain(userId);
  }
});

it('names a price that is none, keeps it in its field, and asks the service without it', async () => {
  const html = await (await get('/?minPrice=12%2C50&q=mug')).text();
  expect(html).toContain('“12,50” is not a price. Write 12.50.');
  expect(html).toMatch(/id="min-price"[^>]*aria-invalid="true"[^>]*aria-describedby="price-error"/);
  expect(html).toContain('value="12,50"');
  const asked = served.requests.find(({ path }) => path.startsWith('/api/products?'));
  expect(asked?.path).not.toContain('minPrice');
});

it('keeps the filters in force when a search is sent without script', async () => {
  const html = await (await get('/?category=Kitchen&inStock=true')).text();
  const search = /<form role="search".*?<\/form>/s.exec(html)?.[0];
  expect(search).toContain('name="category" value="Kitchen"');
  expect(search).toContain('name="inStock" value="true"');
});

it('counts the filters in force on the button that opens them', async () => {
  const html = await (await get('/?category=Kitchen&inStock=true&q=mug&sort=price')).text();
  expect(html.replaceAll('<!-- -->', '')).toContain(', 2 in force');
});

it('leads back to the page before, and to the first', async () => {
  const html = await (await get('/?q=mug&cursor=c3&before=c2')).text();
  expect(html).toContain('href="/?q=mug&amp;cursor=c2"');
  expect(html).toContain('href="/?q=mug"');
});

it('shows a product with its way home and others of its category', async () => {
  const [first, second] = shelf(2);
  served.answers[`GET /api/products/${first?.id}`] = { body: first };
  served.answers['GET /api/products'] = { body: [first, second] };
  const html = await (await get(`/products/${first?.id}`)).text();
  expect(html).toContain('href="/?category=Kitchen"');
  expect(html).toContain('More in Kitchen');
  expect(linksTo(html, second?.id ?? '')).toBe(1);
  expect(linksTo(html, first?.id ?? '')).toBe(0);
});

it('sends no descriptions with a list, where nobody sees them', async () => {
  const [first, second] = shelf(2).map((product) => ({ ...product, description: 'A long story' }));
  served.answers[`GET /api/products/${first?.id}`] = { body: first };
  served.answers['GET /api/products'] = { body: [second] };
  for (const page of ['/', '/?q=thing']) expect(await (await get(page)).text()).not.toContain('A long story');
  const html = await (await get(`/products/${first?.id}`)).text();
  expect(html.split('__NEXT_DATA__')[1]?.match(/A long story/g)).toHaveLength(1);
});

it('sends the pictures of the first screen with the page, and links to the others', async () => {
  served.answers['GET /api/products'] = { body: shelf(6) };
  const html = await (await get('/?q=thing')).text();
  expect(html.match(/<img src="data:image\/svg\+xml,/g)).toHaveLength(4);
  expect(html.match(/<img src="\/pictures\//g)).toHaveLength(2);
});

it('shows a product while the others are not to be had', async () => {
  const [first] = shelf(1);
  served.answers[`GET /api/products/${first?.id}`] = { body: first };
  served.answers['GET /api/products'] = { status: 503 };
  const response = await get(`/products/${first?.id}`);
  expect(response.status).toBe(200);
  expect(await response.text()).not.toContain('More in Kitchen');
});
