/**
 * Loaded before a service's own code (`NODE_OPTIONS=--require`), and only by the fault tests: the services
 * themselves know nothing of faults. In the supervisor it chooses the version of a service; in any other process it
 * does nothing.
 */
import path from 'node:path';
import { ChaosFolder } from '../chaos-folder';
import { skewClock } from './clock';
import { CrashPoints } from './crash-points';
import { divertLinks } from './links';
import { watchBroker } from './broker';
import { watchDatabase } from './database';
import { watchStripe } from './stripe';
import { divertVersions } from './versions';
import { services } from '../../../../services.cjs';

const service = path.basename(process.cwd());
const isService =
  services.some(({ folder }) => folder === service) &&
  process.argv[1]?.endsWith(path.join('build', 'index.js'));
const isSupervisor = process.argv[1]?.endsWith(path.join('infra', 'local', 'start.mjs'));

if (process.env.CHAOS_DIR && isSupervisor) divertVersions(new ChaosFolder(process.env.CHAOS_DIR));
if (process.env.CHAOS_DIR && isService) {
  const folder = new ChaosFolder(process.env.CHAOS_DIR);
  const points = new CrashPoints(folder, service);
  divertLinks(folder, service, process.env);
  skewClock(folder, service);
  watchDatabase(points);
  if (process.env.NATS_URL) watchBroker(points, folder);
  if (process.env.STRIPE_SECRET_KEY) watchStripe(points);
}
