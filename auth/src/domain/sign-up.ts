import { BadRequestError, isDuplicateKey } from '@datnxecommerce/common';
import { User } from '../models/user';
import type { Account, Credentials } from './account';
import type { AuthDeps } from './auth-deps';

/**
 * Opens an account.
 * @throws BadRequestError when the e-mail has one, also when two ask for it at once
 * @throws ServiceUnavailableError when too many passwords wait to be hashed
 */
export async function signUp({ passwords }: AuthDeps, { email, password }: Credentials): Promise<Account> {
  if (await User.exists({ email })) throw emailInUse(); // before the costly part; the index has the last word
  const record = await passwords.hash(password);
  try {
    const user = await User.create({ email, password: record });
    return { id: user._id.toHexString(), email };
  } catch (error) {
    if (isDuplicateKey(error)) throw emailInUse();
    throw error;
  }
}

const emailInUse = (): BadRequestError => new BadRequestError('Email in use', { code: 'email_in_use' });
