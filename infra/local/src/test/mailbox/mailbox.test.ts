import { createTransport } from 'nodemailer';
import type { ReceivedMail } from '../../mailbox/mail-message';
import { Mailbox, MAILBOX_PATH } from '../../mailbox/mailbox';

let mailbox: Mailbox;
let url: string;
let smtpUrl: string;

beforeEach(async () => {
  mailbox = new Mailbox();
  ({ url, smtpUrl } = await mailbox.open());
});
afterEach(() => mailbox.close());

const messages = async (query = ''): Promise<ReceivedMail[]> =>
  (await (await fetch(`${url}${MAILBOX_PATH}/messages${query}`)).json()) as ReceivedMail[];

async function send(to: string, fields: { subject?: string; text?: string; html?: string } = {}) {
  const transport = createTransport(smtpUrl);
  await transport.sendMail({ from: 'shop@example.com', to, text: 'Hello', html: '<p>Hello</p>', ...fields });
  transport.close();
}

it('shows each mail as it was written, newest first, whatever its signs', async () => {
  const mail = {
    subject: 'Żółw, ünd “quotes” = 100 % and a subject that is long enough to be folded into lines',
    text: `3 × Lamp  $59.97\n=20 is no space\n${'long '.repeat(40)}\nünïcode`,
    html: '<p class="a">3 × Lamp = &amp; ünïcode</p>',
  };
  await send('first@example.com');
  await send('second@example.com', mail);
  const [newest, oldest] = await messages();
  expect(newest).toMatchObject({ to: 'second@example.com', subject: mail.subject });
  expect(newest?.text.trim()).toBe(mail.text);
  expect(newest?.html.trim()).toBe(mail.html);
  expect(new Date(newest?.at ?? '').toISOString()).toBe(newest?.at);
  expect(oldest).toMatchObject({ to: 'first@example.com' });
});

it('shows the mail of one address alone', async () => {
  await send('a@example.com, b@example.com');
  await send('b@example.com');
  expect(await messages('?to=B%40example.com')).toHaveLength(2);
  expect(await messages('?to=a%40example.com')).toMatchObject([{ to: 'a@example.com' }]);
  expect(await messages('?to=c%40example.com')).toEqual([]);
  expect(await messages()).toHaveLength(3);
});

it('has a page that shows which address was asked for', async () => {
  const page = await (await fetch(`${url}${MAILBOX_PATH}/?to=c%40example.com`)).text();
  expect(page).toContain('value="c@example.com"');
  expect(page).toContain('No mail to c@example.com yet.');
});

it('has a page of the newest mails, and says how many there are', async () => {
  await send('first@example.com');
  await send(Array.from({ length: 30 }, (_, index) => `later-${index}@example.com`).join(', '));
  const page = await (await fetch(`${url}${MAILBOX_PATH}/`)).text();
  expect(page.match(/<iframe/g)).toHaveLength(30);
  expect(page).toContain('These are the newest 30 of 31 mails.');
  expect(page).not.toContain('first@example.com');
});

it('has a page that lets a mail run no script', async () => {
  await send('a@example.com', { subject: '<script>alert(1)</script>', html: '<script>alert("2")</script>' });
  const answer = await fetch(`${url}${MAILBOX_PATH}/`);
  const page = await answer.text();
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).not.toContain('<script>');
  const [, frame = ''] = /<iframe([^>]*)>/.exec(page) ?? [];
  expect(frame).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  expect(frame).toContain('title="&lt;script&gt;');
});

it('leads to the page and answers 404 to anything else', async () => {
  const bare = await fetch(`${url}${MAILBOX_PATH}`, { redirect: 'manual' });
  expect([bare.status, bare.headers.get('location')]).toEqual([308, `${MAILBOX_PATH}/`]);
  expect((await fetch(`${url}${MAILBOX_PATH}/other`)).status).toBe(404);
});
