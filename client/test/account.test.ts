import { errorsOf, focusTags, serveClient } from './served';

const served = serveClient();
const { get, post } = served;

const COOKIE = { cookie: 'session=abc' };

beforeEach(() => {
  served.asSeller();
  served.answers['GET /api/users/account'] = {
    body: { id: 'seller', email: 'ann@example.com', name: 'Ann' },
  };
});

const sent = (method: string, path: string) =>
  served.requests.find((request) => request.method === method && request.path === path);

it('greets the visitor by name', async () => {
  const html = (await (await get('/account', COOKIE)).text()).replaceAll('<!-- -->', '');
  expect(html).toContain('Hello, Ann');
  expect(html).toContain('You are signed in as ann@example.com.');
});

it('saves the name by a form that works without script', async () => {
  served.answers['PUT /api/users/account'] = { body: {} };
  const response = await post('/account', { form: 'name', name: ' Bea ' }, COOKIE);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/account?done=name']);
  expect(JSON.parse(sent('PUT', '/api/users/account')?.body ?? '')).toEqual({ name: 'Bea' });
  const html = await (await get('/account?done=name', COOKIE)).text();
  expect(html).toContain('Your name is saved.');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
});

it('changes the password and hands the new session to the browser', async () => {
  const headers = { 'set-cookie': 'session=new; Path=/; HttpOnly' };
  served.answers['PUT /api/users/password'] = { body: {}, headers };
  const passwords = { currentPassword: ' old ', newPassword: 'a new password' };
  const response = await post('/account', { form: 'password', ...passwords }, COOKIE);
  expect(response.headers.get('location')).toBe('/account?done=password');
  expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('session=new')]);
  expect(JSON.parse(sent('PUT', '/api/users/password')?.body ?? '')).toEqual(passwords);
});

it('shows a refusal beside its field and keeps no password in the page', async () => {
  const errors = [{ message: 'Current password is wrong', field: 'currentPassword' }];
  served.answers['PUT /api/users/password'] = { status: 400, body: { errors } };
  const fields = { form: 'password', currentPassword: 'secret one', newPassword: 'secret two' };
  const response = await post('/account', fields, COOKIE);
  const html = await response.text();
  expect(response.status).toBe(400);
  expect(html).toContain('id="field-currentPassword-error"');
  expect(html).not.toMatch(/secret (one|two)/);
  expect(focusTags(html)).toEqual([expect.stringContaining('id="field-currentPassword"')]);
});

it('says what a new password has to be like', async () => {
  const html = await (await get('/account', COOKIE)).text();
  expect(html).toMatch(/id="field-newPassword-hint">4 to 20 characters\./);
  expect(focusTags(html)).toEqual([]);
});

it('signs out everywhere, clears the cookie and says so', async () => {
  const headers = { 'set-cookie': 'session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT' };
  served.answers['POST /api/users/signout-everywhere'] = { body: {}, headers };
  const response = await post('/account', { form: 'sessions' }, COOKIE);
  const location = response.headers.get('location') ?? '';
  expect([response.status, location]).toEqual([303, '/auth/signin?done=sessions']);
  expect(response.headers.getSetCookie()[0]).toContain('session=;');
  const html = await (await get(location)).text();
  expect(html).toContain('Every session of yours has ended.');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
});

it.each([
  ['an unknown form', { form: 'x' }, COOKIE, 400],
  ['a form of another site', { form: 'sessions' }, { ...COOKIE, 'sec-fetch-site': 'cross-site' }, 403],
])('refuses %s and changes nothing', async (_what, fields, headers, status) => {
  expect((await post('/account', fields, headers)).status).toBe(status);
  expect(served.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

it('redirects a form whose session has ended to sign-in', async () => {
  served.answers['PUT /api/users/account'] = { status: 401, body: errorsOf('Not authorized') };
  const response = await post('/account', { form: 'name', name: 'Bea' }, COOKIE);
  expect(response.headers.get('location')).toBe('/auth/signin?next=%2Faccount');
});

it.each([
  [400, true],
  [400, false],
  [503, false],
])('keeps a name that was answered with %i; the account can be read: %s', async (status, isReadable) => {
  served.answers['PUT /api/users/account'] = { status, body: errorsOf('Not now') };
  if (!isReadable) served.answers['GET /api/users/account'] = { status: 503 };
  const response = await post('/account', { form: 'name', name: 'Bea' }, COOKIE);
  const html = await response.text();
  expect(response.status).toBe(status);
  expect(html).toContain('Not now');
  expect(html).toContain('value="Bea"');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="alert"')]);
});

it('asks a service that just failed for nothing more', async () => {
  served.answers['PUT /api/users/account'] = { status: 503 };
  await post('/account', { form: 'name', name: 'Bea' }, COOKIE);
  expect(sent('GET', '/api/users/account')).toBeUndefined();
});

it('shows the problem page while the account cannot be read', async () => {
  served.answers['GET /api/users/account'] = { status: 503 };
  const response = await get('/account', COOKIE);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('taking a break');
});

it('sends a guest to sign-in', async () => {
  const response = await get('/account');
  expect(response.headers.get('location')).toBe('/auth/signin?next=%2Faccount');
});
