/** jest's globalTeardown: stops the mongod that jest-mongod-up.cjs started, once. */
module.exports = async function stopTestServers() {
  const starting = globalThis.testMongod;
  globalThis.testMongod = undefined;
  await (await starting)?.stop({ doCleanup: true, force: true });
};
