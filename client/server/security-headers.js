'use strict';
const helmet = require('helmet');

// The hosts that Stripe's security guide names for Stripe.js; its frames come from hosts below js.stripe.com too.
const STRIPE_SCRIPTS = ['https://js.stripe.com', 'https://*.js.stripe.com'];

/**
 * The headers of every page. Scripts run only with this request's nonce (`req.shop.nonce`) or from our own files.
 * With the sandbox's Stripe.js no other host is named; hot reload needs eval and a socket, so `dev` allows them.
 */
function securityHeaders({ dev, sandbox }) {
  const nonce = (req) => `'nonce-${req.shop.nonce}'`;
  const stripe = (...hosts) => (sandbox ? [] : hosts);
  return helmet({
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
}

module.exports = { securityHeaders };
