import path from 'node:path';

/** A test file or an experiment in a report of jest's shape. */
export interface Suite {
  /** The path of a test file, or the name of an experiment. */
  name: string;
  status: string;
  /** Milliseconds since 1970. */
  startTime?: number;
  endTime?: number;
  /** None when a file could not run at all. */
  assertionResults: { status: string; failureMessages?: string[] | null }[];
  /** For a failed experiment: whether it missed anything but a time limit. */
  isFinal?: boolean;
}

/** A busy machine does not explain more failed files than this. */
const MOST_RETRIED = 3;

/**
 * Tests of pages, tools and starts. Tests of money, invariants and models are not here, and neither is a new file:
 * what fails there once is a bug, whatever a second try says.
 */
const RETRYABLE = [
  /^(client|lab\/bench)\//,
  /^infra\/(local|checks)\//,
  /^infra\/e2e\/src\/test\/(api-docs|postman)\.test\.ts$/,
];

/** What a busy machine does to a test: it does not end in time, or somebody has taken its port. */
const ENVIRONMENT = [
  /^(Error: )?thrown: "Exceeded timeout of \d+ ms for a (test|hook)\b/,
  /^TimeoutError: .*Timeout \d+ms exceeded/,
  /^Error: listen EADDRINUSE\b/,
];

/**
 * The files and experiments of a failed run that get a second try: those that have failed, if a busy machine explains
 * all of them. Otherwise none, since the run has failed anyway.
 * @param root absolute path of the repository
 */
export function suitesToRetry(suites: readonly Suite[], root: string): Suite[] {
  const failed = suites.filter(({ status }) => status === 'failed');
  const mayPass = failed.length <= MOST_RETRIED && failed.every((suite) => isEnvironment(suite, root));
  return mayPass ? failed : [];
}

function isEnvironment(suite: Suite, root: string): boolean {
  if (suite.isFinal !== undefined) return !suite.isFinal;
  const file = path.relative(root, suite.name).replaceAll(path.sep, '/');
  const reasons = suite.assertionResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ failureMessages }) => failureMessages ?? []);
  const isTimeout = (reason: string): boolean => ENVIRONMENT.some((pattern) => pattern.test(reason));
  return RETRYABLE.some((pattern) => pattern.test(file)) && reasons.length > 0 && reasons.every(isTimeout);
}
