import { z } from 'zod';
import { deriveKey, readSignedId, signId } from './signed-id';

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

const derive = (secret: string): Buffer => deriveKey(secret, 'shop password reset');

/** The token of a reset, 65 characters: its id and a signature that only holders of a key can make. */
export const resetTokenOf = (resetId: string, [key]: ResetKeys): string => signId(resetId, key as Buffer);

/**
 * Reads the token of a reset.
 * @returns the id of the reset; null when the token was made by no holder of a key
 */
export function readResetToken(token: string, keys: ResetKeys): string | null {
  for (const key of keys) {
    const resetId = readSignedId(token, key);
    if (resetId !== null) return resetId;
  }
  return null;
}
