import { readResetToken, resetKeys } from '@datnxecommerce/common';
import { TEST_JWT_KEY } from '@datnxecommerce/common/testing';
import { presentResetMail } from '../../views/present-reset-mail';

const keys = resetKeys({ JWT_KEY: TEST_JWT_KEY });
const mail = presentResetMail('AAECAwQFBgcICQoLDA0ODw', { shopUrl: 'https://shop.test', resetKeys: keys });

describe('the mail with the link for a new password', () => {
  it('has the same link as text and as HTML, and it is one that auth can read', () => {
    for (const body of [mail.text, mail.html]) {
      const links = new Set(body.match(/https:\/\/shop\.test\/auth\/reset\?token=[\w-]+/g));
      expect(links.size).toBe(1);
      const [token = ''] = [...links].map((link) => link.split('=')[1]);
      expect(readResetToken(token, keys)).toBe('AAECAwQFBgcICQoLDA0ODw');
    }
  });

  it('asks no other host for anything, and its subject is no receipt', () => {
    expect([...new Set(mail.html.match(/https?:\/\/[^"/]+/g))]).toEqual(['https://shop.test']);
    expect(mail.html).not.toMatch(/<(img|link|script|iframe)|url\(|@import/);
    expect(mail.subject).not.toMatch(/receipt/i);
  });
});
