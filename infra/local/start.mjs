/** `npm start` and `npm run dev`. Says in one line when Node is too old, before anything newer is read. */
const OLDEST = '20.19';

if (process.versions.node.localeCompare(OLDEST, 'en', { numeric: true }) < 0) {
  console.error(`Node ${OLDEST} or newer is needed, and this is ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  await import('./cli.mjs');
}
