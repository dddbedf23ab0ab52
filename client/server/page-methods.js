'use strict';

/** Pages are read, and their forms are posted. */
const METHODS = ['GET', 'HEAD', 'POST'];

/** Answers 405 to every other method: Next would render the page. */
function pageMethods(req, res, following) {
  if (METHODS.includes(req.method)) return following();
  res.status(405).set('Allow', METHODS.join(', '));
  res.json({ errors: [{ message: 'Method Not Allowed', code: 'method_not_allowed' }] });
}

module.exports = { pageMethods };
