/** `npm start` and `npm run dev`. Says in one line when Node is too old, before anything newer is read. */
import { whyNodeIsTooOld } from './node-version.mjs';

const complaint = whyNodeIsTooOld();
if (complaint) {
  console.error(complaint);
  process.exitCode = 1;
} else {
  await import('./cli.mjs');
}
