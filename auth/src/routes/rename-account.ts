import { requireAuth, textField, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import { renameAccount } from '../domain/rename-account';
import { presentAccount } from '../views/present-account';

export const renameAccountRequest = { body: z.object({ name: textField('Name', { max: 100 }) }) };

/** Gives the caller's own account a name. */
export const renameAccountRouter = Router().put(
  '/api/users/account',
  requireAuth,
  validateRequest(renameAccountRequest),
  async (req, res) => {
    const { name } = validated(req, renameAccountRequest);
    res.send(presentAccount(await renameAccount(userOf(req).id, name)));
  },
);
