'use strict';
const https = require('node:https');
const net = require('node:net');
const { isPublicAddress, lookupPublic } = require('./public-address');

const WITHIN_MS = 5_000;
const MAX_BYTES = 2 * 1024 * 1024;
/** Pictures that cannot run anything: no SVG. */
const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];

/**
 * Fetches a picture from the public internet by https, following no redirect.
 * Rejects when it is no picture of a known type, has more than 2 MiB or takes longer than 5 s.
 */
function fetchPicture(url, { lookup = lookupPublic, isAllowed = isPublicAddress, ca } = {}) {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, username, password } = new URL(url);
    // No name is looked up for an address, so it is checked here.
    const address = hostname.replace(/^\[|\]$/g, '');
    const isForbidden =
      protocol !== 'https:' || username || password || (net.isIP(address) && !isAllowed(address));
    if (isForbidden) return reject(new Error('the address is not allowed'));
    const signal = AbortSignal.timeout(WITHIN_MS);
    const options = { lookup, ca, signal, agent: false, headers: { accept: TYPES.join(', ') } };
    const request = https.get(url, options, (answer) => {
      readPicture(answer).then(resolve, (error) => {
        request.destroy();
        reject(error);
      });
    });
    request.on('error', reject);
  });
}

async function readPicture(answer) {
  const type = (answer.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (answer.statusCode !== 200 || !TYPES.includes(type)) throw new Error('the answer is no picture');
  const chunks = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('the picture is too large');
    chunks.push(chunk);
  }
  return { type, body: Buffer.concat(chunks) };
}

module.exports = { fetchPicture };
