const { once } = require('node:events');
const { cpSync, rmSync } = require('node:fs');
const path = require('node:path');

/** jest's globalTeardown: stops the shop as Ctrl-C would; its logs stay in artifacts/logs. */
module.exports = async function stopShop() {
  const { process: shop, data } = globalThis.shop;
  if (shop.exitCode === null) {
    shop.kill('SIGTERM');
    await once(shop, 'exit');
  }
  cpSync(path.join(data, 'logs'), path.resolve(__dirname, '../../artifacts/logs'), { recursive: true });
  rmSync(data, { recursive: true, force: true });
};
