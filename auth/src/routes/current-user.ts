import { Router } from 'express';

/** Tells the visitor who is signed in, or that nobody is. */
export const currentUserRouter = Router().get('/api/users/currentuser', (req, res) => {
  res.send({ currentUser: req.currentUser ?? null });
});
