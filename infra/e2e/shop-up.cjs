const { mkdtempSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { startShop } = require('./build/start-shop');

/** jest's globalSetup: `npm start` for real, on free ports, with empty data of its own. */
module.exports = async function shopUp() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shop-'));
  const shop = startShop(data);
  globalThis.shop = { process: shop.process, data };
  await shop.ready();
};
