import { resetTokenOf, type ResetKeys } from '@datnxecommerce/common';
import { mailOf, type MailText } from './mail-page';

/** The mail with the link for a new password. */
export function presentResetMail(
  resetId: string,
  { shopUrl, resetKeys }: { shopUrl: string; resetKeys: ResetKeys },
): MailText {
  return mailOf({
    subject: 'Choose a new password',
    title: 'Choose a new password',
    sentences: [
      'We got a request for a new password for your account at Open Market.',
      'The link works once, within an hour of the request. Of several links, only the newest works.',
      'If it was not you, ignore this mail: your password stays as it is.',
    ],
    action: {
      label: 'Choose a new password',
      link: `${shopUrl}/auth/reset?token=${resetTokenOf(resetId, resetKeys)}`,
    },
    reason: 'You get this mail because a new password was asked for at Open Market with this address.',
  });
}
