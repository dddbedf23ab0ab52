const { mkdtempSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { startShop } = require('./build/start-shop');

/**
 * jest's globalSetup: `npm start` for real, on free ports, with empty data of its own. Leaves the paths of the database
 * and broker programs in `TEST_MONGOD` and `TEST_NATS_SERVER`, for tests that start some of their own.
 */
module.exports = async function shopUp() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shop-'));
  const shop = startShop(data);
  globalThis.shop = { process: shop.process, data };
  await shop.ready();
  const { resolveMongod, resolveNatsStreaming } = require('../local/build/servers');
  process.env.TEST_MONGOD = (await resolveMongod(() => {})).path;
  process.env.TEST_NATS_SERVER = (await resolveNatsStreaming(() => {})).path;
};
