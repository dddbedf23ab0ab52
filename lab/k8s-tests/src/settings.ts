/** What a run of these tests takes from its environment. */
export interface Settings {
  /** Tag of the images that the cluster has or may pull. */
  imageTag: string;
  /** Tag of the images of the dev stage: those of client and product. */
  devImageTag: string;
  /** Where the ingress controller listens for https, as `address:port`. */
  ingress: { address: string; port: number };
  /** A command to run after something was deployed, for clusters whose controller does not watch. */
  afterDeploy?: string;
  /** Within how many milliseconds 99 of 100 requests have to be answered; more on a machine that others use too. */
  p99Ms: number;
  /** Whether the shop stays when the tests are over, to look at. */
  keep: boolean;
}

/**
 * Reads the settings; all have defaults.
 * @throws Error that names the variable that is malformed
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const [, address, port] = /^(.+):(\d+)$/.exec(env.K8S_INGRESS || '127.0.0.1:443') ?? [];
  if (address === undefined || port === undefined)
    throw new Error(`K8S_INGRESS must look like 127.0.0.1:443, not ${env.K8S_INGRESS}`);
  const p99Ms = Number(env.K8S_P99_MS || 1000);
  if (!(p99Ms > 0)) throw new Error(`K8S_P99_MS must be a number of milliseconds, not ${env.K8S_P99_MS}`);
  const keep = env.K8S_KEEP || 'false';
  if (keep !== 'true' && keep !== 'false') throw new Error(`K8S_KEEP must be true or false, not ${keep}`);
  return {
    imageTag: env.K8S_IMAGE_TAG || 'dev',
    devImageTag: env.K8S_DEV_IMAGE_TAG || 'dev-stage',
    ingress: { address, port: Number(port) },
    afterDeploy: env.K8S_AFTER_DEPLOY || undefined,
    p99Ms,
    keep: keep === 'true',
  };
}
