const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

/**
 * jest's globalSetup: one real mongod for the whole run, however many packages take part in it.
 * Leaves `TEST_MONGO_URI` (a URI without database name) and `TEST_NATS_SERVER` (the path of the
 * nats-streaming-server binary, for tests that start one of their own) in the environment.
 */
module.exports = async function startTestServers() {
  globalThis.testMongod ??= start();
  await globalThis.testMongod;
};

async function start() {
  const { resolveMongod, resolveNatsStreaming } = builtResolvers();
  const say = process.env.CI ? console.log : () => {};
  const [mongod, nats] = await Promise.all([resolveMongod(say), resolveNatsStreaming(say)]);
  process.env.TEST_NATS_SERVER = nats.path;

  process.env.MONGOMS_SYSTEM_BINARY = mongod.path;
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  const { MongoMemoryServer } = require('mongodb-memory-server');
  const server = await MongoMemoryServer.create({
    instance: { ip: '127.0.0.1', storageEngine: 'wiredTiger', args: ['--wiredTigerCacheSizeGB', '0.25'] },
  });
  process.env.TEST_MONGO_URI = server.getUri().replace(/\/$/, '');
  return server;
}

function builtResolvers() {
  const build = path.join(__dirname, 'build/servers');
  if (!existsSync(path.join(build, 'index.js'))) {
    execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', __dirname], {
      stdio: 'inherit',
    });
  }
  return require(build);
}
