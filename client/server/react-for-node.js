'use strict';
const { addHookAliases } = require('next/dist/server/require-hook');

/**
 * Makes Next.js render pages by React's build for Node.js. The one that it asks for is meant for edge runtimes, and
 * encodes each attribute of a page alone (ADR 0070). Call it before a page is loaded.
 */
function renderByReactForNode() {
  addHookAliases([['react-dom/server.edge', require.resolve('react-dom/server.node')]]);
}

module.exports = { renderByReactForNode };
