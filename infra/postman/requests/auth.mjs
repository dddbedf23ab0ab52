/* global pm, body, vars */

const credentials = { email: '{{email}}', password: '{{password}}' };

const opensSession = () => {
  pm.test('opens a session in a cookie that scripts and other sites do not get', () => {
    const cookie = pm.response.headers.get('Set-Cookie');
    pm.expect(cookie).to.match(/^session=[^;]+;/);
    for (const flag of ['httponly', 'secure', 'samesite=lax'])
      pm.expect(cookie.toLowerCase()).to.include(flag);
  });
  pm.test('has the account', () => pm.expect(body.email).to.equal(vars.get('email')));
  vars.set('userId', body.id);
};

const isSignedIn = () => {
  pm.test('is the account', () => {
    pm.expect(body.currentUser.id).to.equal(vars.get('userId'));
    pm.expect(body.currentUser.email).to.equal(vars.get('email'));
  });
};

export const auth = {
  name: 'Auth',
  description: 'An account of its own for each run.',
  requests: [
    {
      name: 'Sign up',
      method: 'POST',
      path: '/api/users/signup',
      before: () => {
        const run = pm.variables.replaceIn('{{$guid}}');
        vars.set('run', run);
        vars.set('email', `postman-${run}@example.com`);
        vars.set('otherEmail', `postman-other-${run}@example.com`);
        vars.set('password', 'a password');
      },
      body: credentials,
      status: 201,
      test: opensSession,
    },
    { name: 'Current user', method: 'GET', path: '/api/users/currentuser', status: 200, test: isSignedIn },
    {
      name: 'Sign out',
      method: 'POST',
      path: '/api/users/signout',
      body: {},
      status: 200,
      test: () => {
        pm.test('clears the cookie', () =>
          pm.expect(pm.response.headers.get('Set-Cookie')).to.match(/^session=;/),
        );
      },
    },
    {
      name: 'Current user of a guest',
      method: 'GET',
      path: '/api/users/currentuser',
      status: 200,
      test: () => {
        pm.test('is nobody', () => pm.expect(body).to.eql({ currentUser: null }));
      },
    },
    {
      name: 'Sign in',
      method: 'POST',
      path: '/api/users/signin',
      body: credentials,
      status: 200,
      test: opensSession,
    },
    {
      name: 'Show account',
      method: 'GET',
      path: '/api/users/account',
      status: 200,
      test: () => {
        pm.test('has no name yet', () =>
          pm.expect(body).to.eql({ id: vars.get('userId'), email: vars.get('email'), name: '' }),
        );
      },
    },
    {
      name: 'Rename account',
      method: 'PUT',
      path: '/api/users/account',
      body: { name: 'Ada' },
      status: 200,
      test: () => {
        pm.test('has the name', () => pm.expect(body.name).to.equal('Ada'));
      },
    },
    {
      name: 'Change password',
      method: 'PUT',
      path: '/api/users/password',
      body: { currentPassword: '{{password}}', newPassword: 'another one' },
      status: 200,
      test: opensSession,
    },
    {
      name: 'Change password back',
      method: 'PUT',
      path: '/api/users/password',
      body: { currentPassword: 'another one', newPassword: '{{password}}' },
      status: 200,
      test: opensSession,
    },
    {
      name: 'Ask for a new password',
      method: 'POST',
      path: '/api/users/password-reset',
      body: { email: '{{email}}' },
      status: 202,
      test: () => {
        pm.test('tells nothing', () => pm.expect(body).to.eql({}));
      },
    },
    {
      name: 'Set a password by an unknown link',
      method: 'PUT',
      path: '/api/users/password-reset',
      body: { token: 'of no mail', newPassword: 'another one' },
      status: 400,
      test: () => {
        pm.test('names the token', () => pm.expect(body.errors[0].field).to.equal('token'));
      },
    },
    {
      name: 'Sign out everywhere',
      method: 'POST',
      path: '/api/users/signout-everywhere',
      body: {},
      status: 200,
      test: () => {
        pm.test('clears the cookie', () =>
          pm.expect(pm.response.headers.get('Set-Cookie')).to.match(/^session=;/),
        );
      },
    },
    {
      name: 'Sign in again',
      method: 'POST',
      path: '/api/users/signin',
      body: credentials,
      status: 200,
      test: opensSession,
    },
  ],
};
