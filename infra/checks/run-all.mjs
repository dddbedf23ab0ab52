/** `npm test`, `npm run test:all` and `npm run check`. Says in one line when Node is too old, before anything newer is read. */
import { whyNodeIsTooOld } from '../local/node-version.mjs';

const complaint = whyNodeIsTooOld();
if (complaint) {
  console.error(complaint);
  process.exitCode = 1;
} else {
  await import('./cli.mjs');
}
