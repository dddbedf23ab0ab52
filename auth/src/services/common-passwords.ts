import { createRequire } from 'node:module';
import type * as LanguageCommon from '@zxcvbn-ts/language-common';

const requireWhenNeeded = createRequire(__filename);

/**
 * The 50,000 most common passwords, in lower case.
 * Loaded only when the policy asks for it: the list takes 15 MiB of memory.
 */
export function loadCommonPasswords(): ReadonlySet<string> {
  const { dictionary } = requireWhenNeeded('@zxcvbn-ts/language-common') as typeof LanguageCommon;
  return new Set(dictionary['passwords-common']);
}
