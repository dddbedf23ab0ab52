/**
 * npm keeps a flag that is written before `--` and names it in the environment alone.
 * @param flags those of ours that are no settings of npm, which a .npmrc may hold
 * @throws Error with exit code 2 that says what to write
 */
export function refuseKeptFlags(flags, env) {
  const kept = flags.find((name) => env[`npm_config_${name}`]);
  if (kept === undefined) return;
  const script = env.npm_lifecycle_event ?? 'start';
  const command = /^(start|test)$/.test(script) ? `npm ${script}` : `npm run ${script}`;
  throw Object.assign(new Error(`npm kept --${kept}: write ${command} -- --${kept}`), { exitCode: 2 });
}
