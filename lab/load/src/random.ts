import { SeededRandom } from '@ecommerce/e2e/seeded-random';

/** An independent random sequence for each thing that a plan decides. */
export class Random extends SeededRandom {
  /** @param stream what the numbers are for, so that one more draw here changes nothing there */
  constructor(seed: number, ...stream: (string | number)[]) {
    super(hash([seed, ...stream].join('/')));
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value;
}
