const { once } = require('node:events');
const { cpSync, rmSync } = require('node:fs');
const path = require('node:path');

/** jest's globalTeardown: stops the shop as Ctrl-C would; its logs stay in artifacts/logs, each run's in a folder of its own. */
module.exports = async function stopShop() {
  const { process: shop, data } = globalThis.shop;
  if (shop.exitCode === null) {
    shop.kill('SIGTERM');
    await once(shop, 'exit');
  }
  const logs = path.resolve(__dirname, '../../artifacts/logs', path.basename(data));
  cpSync(path.join(data, 'logs'), logs, { recursive: true });
  rmSync(data, { recursive: true, force: true });
};
