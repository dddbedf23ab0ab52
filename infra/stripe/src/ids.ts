import { randomBytes, randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new id in Stripe's form, as `ch_3kD…`. */
export function newId(prefix: 'ch' | 're' | 'tok' | 'card' | 'req' | 'txn', length = 24): string {
  return `${prefix}_${randomLetters(length)}`;
}

/** Names one card number for good, without revealing it. */
export const newFingerprint = () => randomLetters(16);

function randomLetters(length: number): string {
  // Reading 4 bytes per letter keeps the bias of the modulo below 1 in 10^7.
  const bytes = randomBytes(length * 4);
  return Array.from({ length }, (_, i) => ALPHABET[bytes.readUInt32LE(i * 4) % ALPHABET.length]).join('');
}

/** Radar's score of an ordinary card. */
export const newRiskScore = () => randomInt(1, 64);
