'use strict';
const { IncomingMessage, ServerResponse } = require('node:http');

/**
 * The server options with which Node makes each request and response with the prototype that an Express app wants.
 * Express gives it to them otherwise, and Node 20 and 22 handle such an object slowly from then on (ADR 0068).
 * Call it once: it makes `app.request` and `app.response` the classes' prototypes.
 */
function messageClasses(app) {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  app.request = AppRequest.prototype;
  app.response = AppResponse.prototype;
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}

module.exports = { messageClasses };
