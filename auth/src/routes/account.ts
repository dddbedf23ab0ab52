import { requireAuth, textField, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import { findAccount, renameAccount } from '../domain/own-account';

export const renameAccountRequest = { body: z.object({ name: textField('Name', { max: 100 }) }) };

/** Shows the caller's own account. */
export const showAccountRouter = Router().get('/api/users/account', requireAuth, async (req, res) => {
  res.send(await findAccount(userOf(req).id));
});

/** Gives the caller's own account a name. */
export const renameAccountRouter = Router().put(
  '/api/users/account',
  requireAuth,
  ...validateRequest(renameAccountRequest),
  async (req, res) => {
    res.send(await renameAccount(userOf(req).id, validated(req, renameAccountRequest).name));
  },
);
