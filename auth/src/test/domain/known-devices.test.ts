import { KnownDevices } from '../../domain/known-devices';

const DEVICE = 'a'.repeat(22);
/** As an earlier version of auth has made it. */
const TOKEN = 'aaaaaaaaaaaaaaaaaaaaaaYDpOONPTgJz-i5FiIoyEWhwUg4r1HXUwyyV0N5RHCqo';
const devices = new KnownDevices('the current key, at least 32 bytes long');

describe('the token of a device', () => {
  it('is the same as in earlier versions, so known devices stay known', () => {
    expect(devices.tokenOf('jo@example.com', DEVICE)).toBe(TOKEN);
    expect(devices.deviceIn(TOKEN, 'jo@example.com')).toBe(DEVICE);
  });

  it('is refused for another account, with another key, and when it is malformed', () => {
    expect(devices.deviceIn(TOKEN, 'al@example.com')).toBeUndefined();
    expect(new KnownDevices('x'.repeat(32)).deviceIn(TOKEN, 'jo@example.com')).toBeUndefined();
    for (const malformed of [undefined, '', TOKEN.slice(1), `${TOKEN} `])
      expect(devices.deviceIn(malformed, 'jo@example.com')).toBeUndefined();
  });
});
