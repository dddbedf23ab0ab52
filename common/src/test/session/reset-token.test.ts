import { readResetToken, resetKeys, resetTokenOf } from '../../session/reset-token';
import { newRandomId } from '../../session/signed-id';

const CURRENT = 'the current key, at least 32 bytes long';
const PREVIOUS = 'the previous key, at least 32 bytes long';
const keys = resetKeys({ JWT_KEY: CURRENT });

describe('the token of a reset', () => {
  it('is 65 characters that fit into an address, and names its reset', () => {
    const resetId = newRandomId();
    const token = resetTokenOf(resetId, keys);
    expect(token).toMatch(/^[\w-]{65}$/);
    expect(readResetToken(token, keys)).toBe(resetId);
  });

  it('is read with the key before the last rotation, and made with the current one', () => {
    const rotated = resetKeys({ JWT_KEY: CURRENT, JWT_KEY_PREVIOUS: PREVIOUS });
    const old = resetTokenOf('a'.repeat(22), resetKeys({ JWT_KEY: PREVIOUS }));
    expect(readResetToken(old, rotated)).toBe('a'.repeat(22));
    expect(resetTokenOf('a'.repeat(22), rotated)).toBe(resetTokenOf('a'.repeat(22), keys));
    expect(readResetToken(old, keys)).toBeNull();
  });

  it('is read when an earlier version of this package made it', () => {
    expect(readResetToken('aaaaaaaaaaaaaaaaaaaaaaATzE92hbTGLJud7NU0lVBwD43L-9nXGgO8ItdM1_h5M', keys)).toBe(
      'a'.repeat(22),
    );
  });

  it('is made by RESET_KEY alone when there is one', () => {
    const own = resetKeys({ RESET_KEY: 'r'.repeat(32), JWT_KEY: CURRENT });
    expect(readResetToken(resetTokenOf('a'.repeat(22), keys), own)).toBeNull();
    expect(readResetToken(resetTokenOf('a'.repeat(22), own), own)).toBe('a'.repeat(22));
  });

  it('is refused when it is forged, changed or malformed', () => {
    const token = resetTokenOf('a'.repeat(22), keys);
    const forged = resetTokenOf('a'.repeat(22), resetKeys({ JWT_KEY: 'x'.repeat(32) }));
    for (const bad of [forged, `b${token.slice(1)}`, token.slice(1), `${token}x`, `${token} `, '', 'é'])
      expect(readResetToken(bad, keys)).toBeNull();
  });
});
