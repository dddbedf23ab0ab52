/** jest's globalTeardown. */
module.exports = () => globalThis.shop.stop();
