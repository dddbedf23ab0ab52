/** Finds Prometheus and promtool for the tests of infra/monitoring. */
import { spawnSync } from 'node:child_process';

/**
 * Looks for both on PATH, else installs Debian's package when it may.
 * @throws Error with one line that says what to do
 */
export function ensurePrometheus() {
  if (isThere()) return;
  if (process.getuid?.() === 0 && runs('apt-get')) {
    console.log('Installing Prometheus for its tests (apt-get install prometheus)…');
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'prometheus'], options);
  }
  if (!isThere())
    throw new Error('The full run needs prometheus and promtool, 2.42 or newer: put both on PATH.');
}

const isThere = () => runs('prometheus') && runs('promtool');

const runs = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
