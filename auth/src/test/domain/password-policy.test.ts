import { passwordPolicy, passwordProblem } from '../../domain/password-policy';

const byDefault = passwordPolicy({ PASSWORD_POLICY: 'default', PASSWORD_MIN: 4, PASSWORD_MAX: 20 });
const asvs = passwordPolicy({ PASSWORD_POLICY: 'asvs', PASSWORD_MIN: 4, PASSWORD_MAX: 20 });
const wide = passwordPolicy({ PASSWORD_POLICY: 'default', PASSWORD_MIN: 1, PASSWORD_MAX: 128 });

const OUTSIDE = 'Password must be between 4 and 20 characters';
const MISLEADING = 'Password must not contain control characters or bidirectional overrides';
const OUTSIDE_ASVS = 'Password must be between 8 and 128 characters';
const COMMON = 'Password is one of the most common, choose another';
const TOO_LONG = 'Password must be at most 128 bytes';

describe('password policy', () => {
  it.each([
    ['abc', OUTSIDE],
    ['abcd', undefined],
    ['a'.repeat(20), undefined],
    ['a'.repeat(21), OUTSIDE],
    ['password', undefined],
    ['    ', undefined],
    ['a\0b\0', MISLEADING],
    ['😀😀😀', OUTSIDE],
    ['😀😀😀😀', undefined],
    ['😀'.repeat(20), undefined],
    ['', OUTSIDE],
    [undefined, OUTSIDE],
    [null, OUTSIDE],
    [12345, OUTSIDE],
    [true, OUTSIDE],
    [{ length: 8 }, OUTSIDE],
    [['a', 'b', 'c', 'd'], OUTSIDE],
  ])('by default answers %p with %p', (password, problem) => {
    expect(passwordProblem(password, byDefault)).toBe(problem);
  });

  it.each([
    ['seven 7', OUTSIDE_ASVS],
    ['eight 88', undefined],
    ['a phrase of words '.repeat(7), undefined],
    ['x'.repeat(129), OUTSIDE_ASVS],
    ['password1', COMMON],
    ['PassWord1', COMMON],
    ['qwertyuiop', COMMON],
    ['😀'.repeat(33), TOO_LONG],
  ])('under asvs answers %p with %p', (password, problem) => {
    expect(passwordProblem(password, asvs)).toBe(problem);
  });

  it('names the bounds that the settings set', () => {
    const policy = passwordPolicy({ PASSWORD_POLICY: 'default', PASSWORD_MIN: 6, PASSWORD_MAX: 10 });
    expect(passwordProblem('short', policy)).toBe('Password must be between 6 and 10 characters');
  });

  it('takes 128 bytes and not one more', () => {
    expect(passwordProblem('é'.repeat(64), wide)).toBeUndefined();
    expect(passwordProblem(`${'é'.repeat(64)}a`, wide)).toBe(TOO_LONG);
  });
});
