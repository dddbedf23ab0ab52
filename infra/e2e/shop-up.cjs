const { OwnShop } = require('./build/own-shop');

/**
 * jest's globalSetup: `npm start` for real, on free ports, with empty data of its own. Leaves the paths of the database
 * and broker programs in `TEST_MONGOD` and `TEST_NATS_SERVER`, for tests that start some of their own.
 */
module.exports = async function shopUp() {
  globalThis.shop = await OwnShop.start();
  const { resolveMongod, resolveNatsStreaming } = require('../local/build/servers');
  process.env.TEST_MONGOD = (await resolveMongod(() => {})).path;
  process.env.TEST_NATS_SERVER = (await resolveNatsStreaming(() => {})).path;
};
