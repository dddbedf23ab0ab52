import { errorsOf, focusTags, serveClient } from './served';

const served = serveClient();
const { get, post } = served;
const PATH = '/api/users/password-reset';
const TOKEN = 'a'.repeat(65);

const sent = (method: string) =>
  served.requests.find((request) => request.method === method && request.path === PATH);
const text = async (response: Response) => (await response.text()).replaceAll('<!-- -->', '');

it('has a link mailed by a form that works without script', async () => {
  served.answers[`POST ${PATH}`] = { status: 202, body: {} };
  const response = await post('/auth/forgot', { email: ' ann@example.com ' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/auth/forgot?sent=1']);
  expect(JSON.parse(sent('POST')?.body ?? '')).toEqual({ email: 'ann@example.com' });
  const html = await text(await get('/auth/forgot?sent=1'));
  expect(html).toContain('a mail with a link is on its way');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
});

it.each([
  [400, 'Email must be valid'],
  [429, 'Too many attempts'],
  [503, 'Try again in a moment'],
])('shows why no link is mailed: %i', async (status, message) => {
  served.answers[`POST ${PATH}`] = { status, body: errorsOf(message) };
  const response = await post('/auth/forgot', { email: 'ann' });
  expect(response.status).toBe(status);
  const html = await text(response);
  expect(html).toContain(message);
  expect(html).toContain('value="ann"');
});

it('sets the new password with the token of the link, and leaves the token in no address', async () => {
  served.answers[`PUT ${PATH}`] = { body: {} };
  expect(await text(await get(`/auth/reset?token=${TOKEN}`))).toContain(`value="${TOKEN}"`);
  const response = await post('/auth/reset', { token: TOKEN, newPassword: ' new one ' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/auth/reset?done=1']);
  expect(JSON.parse(sent('PUT')?.body ?? '')).toEqual({ token: TOKEN, newPassword: ' new one ' });
  const html = await text(await get('/auth/reset?done=1'));
  expect(html).toContain('Sign in with your new password.');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
});

it('offers a new link when the old one does not work', async () => {
  const errors = [{ message: 'This link was used or is too old: ask for a new one', field: 'token' }];
  served.answers[`PUT ${PATH}`] = { status: 400, body: { errors } };
  const response = await post('/auth/reset', { token: TOKEN, newPassword: 'secret one' });
  const html = await text(response);
  expect(response.status).toBe(400);
  expect(html).toContain('href="/auth/forgot"');
  expect(html).toContain('This link was used or is too old');
  expect(focusTags(html)).toEqual([expect.stringContaining('role="alert"')]);
  expect(html).not.toContain('secret one');
});

it('keeps the link when the new password is refused', async () => {
  const errors = [{ message: 'Password must be between 4 and 20 characters', field: 'newPassword' }];
  served.answers[`PUT ${PATH}`] = { status: 400, body: { errors } };
  const html = await text(await post('/auth/reset', { token: TOKEN, newPassword: 'x' }));
  expect(html).toContain('id="field-newPassword-error"');
  expect(html).toMatch(/id="field-newPassword-hint">4 to 20 characters\./);
  expect(html).toContain(`value="${TOKEN}"`);
  expect(focusTags(html)).toEqual([expect.stringContaining('id="field-newPassword"')]);
});

it('keeps the link, and no password, while the service is unavailable', async () => {
  served.answers[`PUT ${PATH}`] = { status: 503, body: errorsOf('Try again') };
  const response = await post('/auth/reset', { token: TOKEN, newPassword: 'secret one' });
  const html = await text(response);
  expect(response.status).toBe(503);
  expect(html).toContain('Try again');
  expect(html).toContain(`value="${TOKEN}"`);
  expect(html).not.toContain('secret one');
});

it('says that a link without its token is incomplete', async () => {
  expect(await text(await get('/auth/reset'))).toContain('This link is incomplete');
});

it('refuses forms of another site', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' };
  expect((await post('/auth/forgot', { email: 'ann@example.com' }, headers)).status).toBe(403);
  expect((await post('/auth/reset', { token: TOKEN, newPassword: 'new one' }, headers)).status).toBe(403);
  expect(served.requests.filter(({ path }) => path === PATH)).toEqual([]);
});

it('is found from the sign-in page', async () => {
  expect(await text(await get('/auth/signin'))).toContain('href="/auth/forgot"');
});
