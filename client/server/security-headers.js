'use strict';
const helmet = require('helmet');

// The hosts that Stripe's security guide names for Stripe.js; its frames come from hosts below js.stripe.com too.
const STRIPE_SCRIPTS = ['https://js.stripe.com', 'https://*.js.stripe.com'];

/** Stands for the nonce of a request, which alone differs between requests. */
const NONCE = '{nonce}';

/**
 * The headers of every page. Scripts run only with this request's nonce (`req.shop.nonce`) or from our own files.
 * With the sandbox's Stripe.js no other host is named; hot reload needs eval and a socket, so `dev` allows them.
 */
function securityHeaders(options) {
  const headers = headersOfHelmet(options);
  return (req, res, following) => {
    for (const [name, value] of headers) res.setHeader(name, value.replaceAll(NONCE, req.shop.nonce));
    following();
  };
}

function headersOfHelmet({ dev, sandbox }) {
  const nonce = `'nonce-${NONCE}'`;
  const stripe = (...hosts) => (sandbox ? [] : hosts);
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", nonce, ...stripe(...STRIPE_SCRIPTS), ...(dev ? ["'unsafe-eval'"] : [])],
        'style-src': ["'self'", dev ? "'unsafe-inline'" : nonce],
        // Stripe.js sizes its frames by style attributes; they cannot run code.
        'style-src-attr': ["'unsafe-inline'"],
        // Pictures of other sites come through /seller-pictures/.
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'", ...stripe('https://api.stripe.com'), ...(dev ? ['ws:', 'wss:'] : [])],
        'frame-src': ["'self'", ...stripe(...STRIPE_SCRIPTS, 'https://hooks.stripe.com')],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    crossOriginEmbedderPolicy: false,
    // Stripe's 3-D Secure window talks back to its opener.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    // The ingress ends TLS and sends it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    // Next's development server labels some of its scripts as JSON.
    xContentTypeOptions: !dev,
  });
  const headers = new Map();
  const answer = {
    setHeader: (name, value) => headers.set(name, value),
    removeHeader: (name) => headers.delete(name),
  };
  setHeaders({}, answer, () => {});
  return [...headers];
}

module.exports = { securityHeaders };
