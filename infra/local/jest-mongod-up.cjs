const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync, rmSync, statSync, statfsSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** Files in memory, where the system has that and room for it: hundreds of small databases wait for no disk. */
const IN_MEMORY = '/dev/shm';
const ROOM = 2 * 1024 ** 3;
/** Of the folder of a run's databases; the id of its process follows. */
const PREFIX = 'ecommerce-test-';

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
    instance: {
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      args: ['--wiredTigerCacheSizeGB', '0.25'],
      dbPath: makeDataFolder(),
    },
  });
  process.env.TEST_MONGO_URI = server.getUri().replace(/\/$/, '');
  return server;
}

function makeDataFolder() {
  const parent = hasRoomInMemory() ? IN_MEMORY : os.tmpdir();
  removeLeftovers(parent);
  const folder = path.join(parent, `${PREFIX}${process.pid}`);
  mkdirSync(folder);
  return folder;
}

/** A run that was killed could not remove its folder. Another user's folder is left to that user. */
function removeLeftovers(parent) {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX) || isRunning(Number(name.slice(PREFIX.length)))) continue;
    const folder = path.join(parent, name);
    if (statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid())
      rmSync(folder, { recursive: true, force: true });
  }
}

module.exports.removeLeftovers = removeLeftovers;

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function hasRoomInMemory() {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
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
