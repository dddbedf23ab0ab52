import { Router } from 'express';

/** Answers who is signed in; null without a session. */
export const showCurrentUserRouter = Router().get('/api/users/currentuser', (req, res) => {
  res.send({ currentUser: req.currentUser ?? null });
});
