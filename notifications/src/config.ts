import {
  busSettings,
  requireResetKey,
  resetSettings,
  serviceSettings,
  urlSetting,
} from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of notifications. */
export const configSchema = z
  .object({
    ...serviceSettings,
    ...busSettings,
    ...resetSettings,
    /** The mail server: `smtp://user:password@host:587`. Without one, mails stay due. */
    SMTP_URL: urlSetting(
      /^smtps?:\/\/[^\s/?#]+\/?$/,
      'smtp://user:password@host:587, with special characters percent-encoded',
    ).optional(),
    /** The sender of all mails. */
    MAIL_FROM: z.string().regex(/@/, 'must hold an address').default('Open Market <orders@ecommerce.local>'),
    /** The address of the shop, for the links in mails. */
    SHOP_URL: urlSetting(/^https?:\/\/[^\s/?#]+$/, 'https://shop.example.com').default(
      'https://ecommerce.local',
    ),
  })
  .refine(...requireResetKey);

export type Config = z.infer<typeof configSchema>;
