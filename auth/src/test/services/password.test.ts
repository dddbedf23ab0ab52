import { scryptSync } from 'node:crypto';
import { PasswordHasher } from '../../services/password';
import { cheapHasher } from '../builders';

const cheap = cheapHasher();

/** The processor time of this process, in all its threads: other processes do not count. */
async function leastWork(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    times.push(user + system);
  }
  return Math.min(...times);
}

describe('passwords', () => {
  it('are kept as scrypt$N$r$p$salt$hash, each with a salt of its own', async () => {
    const [first, second] = await Promise.all([cheap.hash('the same'), cheap.hash('the same')]);
    expect(first).toMatch(/^scrypt\$1024\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(second).not.toBe(first);
  });

  it('are hashed by scrypt itself, at N = 2^15, r = 8, p = 3 too', async () => {
    const hasher = new PasswordHasher({ costLog2: 15, parallel: 2, queue: 20 });
    const [, N, r, p, salt = '', hash] = (await hasher.hash('secret')).split('$');
    expect([N, r, p]).toEqual(['32768', '8', '3']);
    const cost = { N: 32768, r: 8, p: 3, maxmem: 2 ** 26 };
    expect(scryptSync('secret', Buffer.from(salt, 'base64url'), 32, cost).toString('base64url')).toBe(hash);
  });

  it.each(['plain', ' with blanks ', 'nul\0inside', 'é', 'e\u0301', '😀😀😀😀', '0'.repeat(128)])(
    'fit exactly as they were given: %p',
    async (password) => {
      const record = await cheap.hash(password);
      await expect(cheap.verify(password, record)).resolves.toBe(true);
      await expect(cheap.verify(`${password} `, record)).resolves.toBe(false);
      await expect(cheap.verify(password.slice(0, -1), record)).resolves.toBe(false);
    },
  );

  it('do not end at a NUL, and two ways to write é are two passwords', async () => {
    await expect(cheap.verify('nul\0other', await cheap.hash('nul\0inside'))).resolves.toBe(false);
    await expect(cheap.verify('e\u0301', await cheap.hash('é'))).resolves.toBe(false);
  });

  it('of records with other parameters fit as well, and those made with less work are outdated', async () => {
    const salt = Buffer.from('an older record!');
    const hash = scryptSync('old', salt, 64, { N: 512, r: 8, p: 1 });
    const record = `scrypt$512$8$1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
    await expect(cheap.verify('old', record)).resolves.toBe(true);
    await expect(cheap.verify('new', record)).resolves.toBe(false);
    expect(cheap.isOutdated(record)).toBe(true);
    expect(cheap.isOutdated(await cheap.hash('new'))).toBe(false);
    expect(cheap.isOutdated(await cheapHasher(11).hash('stronger'))).toBe(false);
  });

  it.each([13, 12, 9])(
    'fit no account that is not there, with the work of a record of cost %d',
    async (cost) => {
      const hasher = cheapHasher(13);
      const record = await cheapHasher(cost).hash('right');
      await expect(hasher.verify('right', undefined)).resolves.toBe(false);
      const known = await leastWork(() => hasher.verify('wrong', record));
      const unknown = await leastWork(() => hasher.verify('wrong', undefined));
      expect(unknown / known).toBeGreaterThan(0.7);
      expect(unknown / known).toBeLessThan(1.4);
    },
  );

  it('in a record that is none of ours are an error and not a match', async () => {
    await expect(cheap.verify('x', 'x')).rejects.toThrow('a stored password is no scrypt record');
  });
});
