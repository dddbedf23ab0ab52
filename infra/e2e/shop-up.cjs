const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');
const READY_WITHIN_MS = 5 * 60_000;

/** jest's globalSetup: `npm start` for real, on free ports, with empty data of its own. */
module.exports = async function startShop() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'shop-'));
  const shop = spawn(process.execPath, ['infra/local/start.mjs', '--empty'], {
    cwd: root,
    env: { ...process.env, SHOP_DATA_DIR: data, SHOP_HTTP_PORT: '0', SHOP_HTTPS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [shop.stdout, shop.stderr]) stream.on('data', (piece) => (output += piece));
  globalThis.shop = { process: shop, data };
  process.env.SHOP_STACK_FILE = path.join(data, 'stack.json');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(process.env.SHOP_STACK_FILE)) {
    if (shop.exitCode !== null || Date.now() > deadline)
      throw new Error(`the shop did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
