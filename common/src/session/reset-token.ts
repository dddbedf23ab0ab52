import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const RESET_ID_BYTES = 16;
const RESET_ID_LENGTH = 22;
const TOKEN = /^[\w-]{65}$/;

/** The settings that the keys of reset tokens come from. */
export const resetSettings = {
  /**
   * Makes the tokens in links for a new password; the same for auth and notifications, unknown to all others.
   * Derived from JWT_KEY unless set.
   */
  RESET_KEY: z
    .string()
    .refine((key) => Buffer.byteLength(key) >= 32, 'must be at least 32 bytes')
    .optional(),
};

interface ResetConfig {
  RESET_KEY?: string;
  JWT_KEY: string;
  JWT_KEY_PREVIOUS?: string;
}

/** Refuses settings without RESET_KEY when JWT_KEY is one half of a key pair, which two services do not share. */
export const requireResetKey: [
  check: (config: ResetConfig) => boolean,
  problem: { path: string[]; message: string },
] = [
  ({ RESET_KEY, JWT_KEY }) => RESET_KEY !== undefined || !JWT_KEY.includes('-----BEGIN'),
  { path: ['RESET_KEY'], message: 'is required when JWT_KEY is a PEM key' },
];

/** The keys of reset tokens: the one that makes them first, then the one before the last rotation. */
export type ResetKeys = readonly Buffer[];

/** Derives the keys of reset tokens from the settings: from RESET_KEY, or else from JWT_KEY and its predecessor. */
export function resetKeys({
  RESET_KEY: own,
  JWT_KEY: current,
  JWT_KEY_PREVIOUS: previous,
}: ResetConfig): ResetKeys {
  return (own !== undefined ? [own] : [current, ...(previous ? [previous] : [])]).map(derive);
}

/** The key differs from all other uses of the secret, so a token can never pass for something else. */
const derive = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'shop password reset', 32));

/** A new random id of a reset: 128 bits as text. */
export const newResetId = (): string => randomBytes(RESET_ID_BYTES).toString('base64url');

/** The token of a reset, 65 characters: its id and a signature that only holders of a key can make. */
export function resetTokenOf(resetId: string, [key]: ResetKeys): string {
  return resetId + signature(resetId, key as Buffer).toString('base64url');
}

/**
 * Reads the token of a reset.
 * @returns the id of the reset; null when the token was made by no holder of a key
 */
export function readResetToken(token: string, keys: ResetKeys): string | null {
  if (!TOKEN.test(token)) return null;
  const resetId = token.slice(0, RESET_ID_LENGTH);
  const signed = Buffer.from(token.slice(RESET_ID_LENGTH), 'base64url');
  return keys.some((key) => timingSafeEqual(signature(resetId, key), signed)) ? resetId : null;
}

const signature = (resetId: string, key: Buffer): Buffer =>
  createHmac('sha256', key).update(resetId).digest();
