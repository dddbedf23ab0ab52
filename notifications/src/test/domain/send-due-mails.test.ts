import { setTimeout as sleep } from 'node:timers/promises';
import {
  createLogger,
  readResetToken,
  resetKeys,
  runInContext,
  type UserPasswordResetRequested,
} from '@datnxecommerce/common';
import { eventually, newId, TEST_JWT_KEY, useDatabase } from '@datnxecommerce/common/testing';
import { MAX_ATTEMPTS } from '../../domain/mail-decisions';
import { recordFact } from '../../domain/record-fact';
import { recordReset } from '../../domain/record-reset';
import { replicateUser } from '../../domain/replicate-user';
import { sendOrderMails, sendResetMails, type MailDeps } from '../../domain/send-due-mails';
import { PasswordReset } from '../../models/password-reset';
import { Timeline } from '../../models/timeline';
import { createMailer, MAX_CONNECTIONS, type Mailer } from '../../services/mailer';
import { aReplica } from '../builders';
import { SmtpSink } from '../smtp-sink';

useDatabase();

const DAY_MS = 24 * 3_600_000;
const replica = aReplica();
const keys = resetKeys({ JWT_KEY: TEST_JWT_KEY });
const items = [{ title: 'Lamp', price: 5, quantity: 2 }];
let sink: SmtpSink;
let deps: MailDeps;
let logged: string[];

beforeEach(async () => {
  sink = new SmtpSink();
  await sink.start();
  logged = [];
  const logger = createLogger('test', 'silent');
  for (const level of ['warn', 'error'] as const) {
    jest
      .spyOn(logger, level)
      .mockImplementation((...args: unknown[]) => void logged.push(JSON.stringify(args)));
  }
  const mailer = createMailer(sink.url, 'Shop <orders@shop.test>');
  deps = { mailer, logger, shopUrl: 'https://shop.test', resetKeys: keys };
});

afterEach(() => sink.stop());

async function anOrder({ isUserKnown = true } = {}) {
  const [orderId, userId] = [newId(), newId()];
  const email = `shopper-${userId}@example.com`;
  const register = () => replicateUser({ id: userId, email, version: 0 });
  if (isUserKnown) await register();
  await recordFact(replica, orderId, { name: 'placed', userId, total: 10, items });
  return { orderId, email, register };
}

const mailsOf = async (orderId: string) => (await Timeline.findById(orderId).lean())?.mails ?? [];
/** Makes every mail due now, as the passing of time would. */
const pass = async (ms = 1000) => {
  const past = new Date(Date.now() - ms);
  await Timeline.updateMany(
    { 'mails.state': 'due' },
    { $set: { mailDueAt: past, 'mails.$[due].dueAt': past }, $inc: { rev: 1 } },
    { arrayFilters: [{ 'due.state': 'due' }] },
  );
};
const sendDueMails = (of: MailDeps, signal?: AbortSignal) =>
  Promise.all([sendOrderMails(of, signal), sendResetMails(of, signal)]);
const idOf = (raw = '') => /^Message-ID: (.*)\r$/im.exec(raw)?.[1];

describe('a due mail', () => {
  it('is sent to the owner of the order once, with text and HTML', async () => {
    const { orderId, email } = await anOrder();
    await Promise.all([sendDueMails(deps), sendDueMails(deps), sendDueMails(deps)]);
    await pass();
    await sendDueMails(deps);
    expect(sink.mails.map(({ to }) => to)).toEqual([email]);
    const [{ raw = '' } = {}] = sink.mails;
    expect(idOf(raw)).toBe(`<${orderId}.order_received@shop.test>`);
    expect(raw).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(raw).toMatch(/^From: Shop <orders@shop.test>\r$/m);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('is followed by the next one of its order', async () => {
    const { orderId } = await anOrder();
    await recordFact(replica, orderId, { name: 'paid' });
    await recordFact(replica, orderId, { name: 'confirmed' });
    await sendDueMails(deps);
    expect(sink.mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])).toEqual([
      expect.stringContaining('We have your order'),
      expect.stringContaining('Your receipt'),
    ]);
  });

  it('has a connection of its own as soon as it is handed over, however many are due', async () => {
    const count = 3 * MAX_CONNECTIONS;
    for (let orders = 0; orders < count; orders += 1) await anOrder();
    let [open, most, sent] = [0, 0, 0];
    const mailer: Mailer = {
      send: async () => {
        most = Math.max(most, (open += 1));
        await sleep(5);
        [open, sent] = [open - 1, sent + 1];
      },
    };
    await sendDueMails({ ...deps, mailer });
    expect(sent).toBe(count);
    expect(most).toBeLessThanOrEqual(MAX_CONNECTIONS / 2); // the others are for new passwords
  });

  it('is handed over to that many connections at once', async () => {
    sink.behaviour = 'hang';
    const mail = { to: 'a@example.com', subject: 's', text: 't', html: 'h' };
    const ids = Array.from({ length: MAX_CONNECTIONS }, (_, index) => String(index));
    const sending = Promise.all(ids.map((id) => deps.mailer.send({ ...mail, id })));
    await eventually(() => sink.attempts === MAX_CONNECTIONS, 5000);
    sink.answer();
    await sending;
  });

  it('that is a day old is given up, and the log says so', async () => {
    const { orderId } = await anOrder();
    await pass(DAY_MS);
    await sendDueMails(deps);
    expect(sink.mails).toEqual([]);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'dead', attempts: 0 }]);
    expect(logged.join()).toContain('mail dead-lettered');
  });

  it.each(['busy', 'refuse'] as const)('is retried under the same id when the server is %s', async (how) => {
    const { orderId, email } = await anOrder();
    sink.behaviour = how;
    await sendDueMails(deps);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'due', attempts: 1 }]);
    sink.behaviour = 'accept';
    await sendDueMails(deps);
    expect(sink.mails).toEqual([]); // not before its pause has ended
    await pass();
    await sendDueMails(deps);
    expect(sink.mails).toHaveLength(1);
    expect(logged.join()).toContain('mail not sent');
    expect(logged.join()).not.toContain(email);
    expect(JSON.stringify(await mailsOf(orderId))).not.toContain(email);
  });

  it('has the trace of its event in the log', async () => {
    const lines: string[] = [];
    const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) });
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: false };
    await runInContext(trace, () => anOrder());
    sink.behaviour = 'busy';
    await sendDueMails({ ...deps, logger });
    sink.behaviour = 'accept';
    await pass();
    await sendDueMails({ ...deps, logger });
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'mail not sent, it will be retried', traceId: trace.traceId },
      { msg: 'mail sent', traceId: trace.traceId },
    ]);
  });

  it('survives a server that is down', async () => {
    const { orderId } = await anOrder();
    await sink.stop();
    await sendDueMails(deps);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'due', attempts: 1 }]);
    await sink.start();
    await pass();
    await sendDueMails(deps);
    expect(sink.mails).toHaveLength(1);
  });

  it('does not hold up the events of its order while the server hangs, and is retried', async () => {
    const mailer = createMailer(sink.url, 'Shop <orders@shop.test>', { silenceMs: 1500 });
    const { orderId } = await anOrder();
    sink.behaviour = 'hang';
    const sending = sendDueMails({ ...deps, mailer });
    while (sink.attempts === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await recordFact(replica, orderId, { name: 'paid' });
    expect((await Timeline.findById(orderId).lean())?.steps).toHaveLength(2);
    await sending;
    expect(logged.join()).toContain('mail not sent');
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'due', attempts: 1 }]);
    sink.behaviour = 'accept';
    await pass();
    await sendDueMails(deps);
    expect(sink.mails).toHaveLength(1);
  });

  it('waits for the address of its user', async () => {
    const { orderId, email, register } = await anOrder({ isUserKnown: false });
    await sendDueMails(deps);
    expect(await mailsOf(orderId)).toMatchObject([
      { state: 'due', error: 'the address of the user is unknown' },
    ]);
    await register();
    await pass();
    await sendDueMails(deps);
    expect(sink.mails.map(({ to }) => to)).toEqual([email]);
  });

  it('becomes a dead letter in the end', async () => {
    const { orderId } = await anOrder();
    await Timeline.updateOne({ _id: orderId }, { 'mails.0.attempts': MAX_ATTEMPTS - 1 });
    sink.behaviour = 'refuse';
    await sendDueMails(deps);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'dead', attempts: MAX_ATTEMPTS }]);
    expect(logged.join()).toContain('mail dead-lettered');
    await pass();
    await sendDueMails(deps);
    expect(sink.attempts).toBe(1);
  });

  it('is sent again under the same id when its process dies between the send and the record', async () => {
    const { orderId } = await anOrder();
    const { collection } = Timeline;
    const update = collection.updateOne.bind(collection);
    let writes = 0;
    jest.spyOn(collection, 'updateOne').mockImplementation((...args) => {
      writes += 1;
      if (writes === 2) throw new Error('killed');
      return update(...args);
    });
    await expect(sendDueMails(deps)).rejects.toThrow('killed');
    jest.restoreAllMocks();
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'due', attempts: 1 }]);
    await pass();
    await sendDueMails(deps);
    expect(sink.mails.map(({ raw }) => idOf(raw))).toEqual([
      `<${orderId}.order_received@shop.test>`,
      `<${orderId}.order_received@shop.test>`,
    ]);
    expect(await mailsOf(orderId)).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('is not started during a shutdown', async () => {
    await anOrder();
    await sendDueMails(deps, AbortSignal.abort());
    expect(sink.attempts).toBe(0);
  });
});

describe('the mail with the link for a new password', () => {
  const resetId = 'AAECAwQFBgcICQoLDA0ODw';
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

  async function aReset(expiresAt = inAnHour()) {
    const id = newId();
    const email = `shopper-${id}@example.com`;
    await replicateUser({ id, email, version: 0 });
    const event: UserPasswordResetRequested = { id, resetId, expiresAt };
    await Promise.all([recordReset(event), recordReset(event)]);
    return { email, event };
  }

  const textOf = (raw = ''): string => raw.replace(/=\r?\n/g, '').replace(/=3D/g, '=');

  it('is sent once, with a link that the owner of the keys can read', async () => {
    const { email, event } = await aReset();
    await Promise.all([sendDueMails(deps), sendDueMails(deps)]);
    await recordReset(event);
    await sendDueMails(deps);
    expect(sink.mails.map(({ to }) => to)).toEqual([email]);
    const [{ raw } = {}] = sink.mails;
    expect(idOf(raw)).toBe(`<${resetId}.password_reset@shop.test>`);
    const token = /https:\/\/shop\.test\/auth\/reset\?token=([\w-]+)/.exec(textOf(raw))?.[1] ?? '';
    expect(readResetToken(token, keys)).toBe(resetId);
    const stored = JSON.stringify(await PasswordReset.find().lean());
    for (const secret of [token, email]) expect(stored).not.toContain(secret);
  });

  it('is retried under the same id while its link works', async () => {
    await aReset();
    sink.behaviour = 'busy';
    await sendDueMails(deps);
    sink.behaviour = 'accept';
    const past = new Date(Date.now() - 1000);
    await PasswordReset.updateMany({}, { mailDueAt: past, 'mails.0.dueAt': past, $inc: { rev: 1 } });
    await sendDueMails(deps);
    expect(sink.mails).toHaveLength(1);
    expect(await PasswordReset.findOne().lean()).toMatchObject({ mails: [{ state: 'sent', attempts: 2 }] });
  });

  it('is not sent once its link is too old', async () => {
    await aReset();
    await PasswordReset.updateMany({}, { expiresAt: new Date(Date.now() - 1), $inc: { rev: 1 } });
    await sendDueMails(deps);
    expect(sink.attempts).toBe(0);
  });

  it('is not stored when its event comes too late', async () => {
    await aReset(new Date(Date.now() - 1).toISOString());
    expect(await PasswordReset.countDocuments()).toBe(0);
  });
});
