import { resetKeys, type Logger, type PeriodicJob } from '@datnxecommerce/common';
import type { Config } from './config';
import type { NotificationDeps } from './domain/notification-deps';
import { sendOrderMails, sendResetMails } from './domain/send-due-mails';
import { createMailer } from './services/mailer';

/** The periodic work of notifications. Without a mail server its mails stay due. */
export function jobsOf(config: Config, { feed }: NotificationDeps, logger: Logger): PeriodicJob[] {
  const steps = { name: 'steps of other replicas', everyMs: 75, run: () => feed.poll() };
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, SHOP_URL: shopUrl } = config;
  if (smtpUrl === undefined) return [steps];
  const mail = { mailer: createMailer(smtpUrl, from), logger, shopUrl, resetKeys: resetKeys(config) };
  return [
    steps,
    { name: 'order mail', everyMs: 300, run: (signal) => sendOrderMails(mail, signal) },
    { name: 'password mail', everyMs: 300, run: (signal) => sendResetMails(mail, signal) },
  ];
}
