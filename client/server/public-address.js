'use strict';
const dns = require('node:dns');
const net = require('node:net');

/** Ranges that no picture is fetched from: this machine, private networks, link-local, shared, reserved, multicast. */
const BLOCKED = new net.BlockList();
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]) {
  const [address, bits] = range.split('/');
  BLOCKED.addSubnet(address, Number(bits), 'ipv4');
}
/** Of IPv6 only global unicast is public; parts of it carry IPv4 addresses (6to4, Teredo) or are for documents. */
const PUBLIC_V6 = new net.BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
const BLOCKED_V6 = new net.BlockList();
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
])
  BLOCKED_V6.addSubnet(address, bits, 'ipv6');

/** Whether an IP address is one of the public internet. */
function isPublicAddress(address) {
  if (net.isIPv4(address)) return !BLOCKED.check(address, 'ipv4');
  if (!net.isIPv6(address)) return false;
  return PUBLIC_V6.check(address, 'ipv6') && !BLOCKED_V6.check(address, 'ipv6');
}

/**
 * `lookup` of a connection: finds public addresses only. The connection uses exactly what was checked, so a name that
 * changes its address in between (DNS rebinding) gains nothing.
 */
function lookupPublic(hostname, options, done) {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error);
    const isPublic = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address));
    if (!isPublic) return done(new Error('the address is not public'));
    if (options.all) return done(null, addresses);
    done(null, addresses[0].address, addresses[0].family);
  });
}

module.exports = { isPublicAddress, lookupPublic };
